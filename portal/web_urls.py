"""Addresses that programs expect at one place, whatever the language."""

from django.urls import path

from .views import embedding, web

app_name = "web"
urlpatterns = [
    path("robots.txt", web.robots, name="robots"),
    path("sitemap.xml", web.sitemap, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", web.sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", web.security, name="security"),
    path("favicon.ico", web.favicon, name="favicon"),
    path("icons/<str:name>", web.icon, name="icon"),
    path("site.webmanifest", web.manifest, name="manifest"),
    path("oembed", embedding.oembed, name="oembed"),
]
