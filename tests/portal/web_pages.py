"""What a page says to programs."""

import json
import re

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def text_of(client, path):
    return client.get(path).content.decode()


def head_of(client, path):
    return text_of(client, path).partition("</head>")[0]


def link(head, rel):
    return re.findall(rf'<link rel="{rel}" href="([^"]*)"', head)


def data_of(html):
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return {found["@type"]: found for found in map(json.loads, blocks)}
