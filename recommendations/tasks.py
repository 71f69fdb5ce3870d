from celery import shared_task

from .services import doubles, imports


@shared_task(name="recommendations.read_import")
def read_import(pk: int) -> None:
    imports.read_import(pk=pk)


@shared_task(name="recommendations.commit_import")
def commit_import(pk: int) -> None:
    imports.commit_import(pk=pk)


@shared_task(name="recommendations.fail_abandoned_imports")
def fail_abandoned_imports() -> None:
    imports.fail_abandoned()


@shared_task(name="recommendations.suggest_doubles")
def suggest_doubles() -> None:
    doubles.suggest_doubles()
