from celery import shared_task

from .services import imports, vocabulary


@shared_task(name="recommendations.read_import")
def read_import(pk: int) -> None:
    imports.read_import(pk=pk)


@shared_task(name="recommendations.commit_import")
def commit_import(pk: int) -> None:
    imports.commit_import(pk=pk)


@shared_task(name="recommendations.fail_abandoned_imports")
def fail_abandoned_imports() -> None:
    imports.fail_abandoned()


@shared_task(name="recommendations.gather_words")
def gather_words() -> None:
    vocabulary.gather_words()
