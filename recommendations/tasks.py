from celery import shared_task

from .services import bulk, doubles, imports, sweeping, vocabulary


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


@shared_task(name="recommendations.apply_bulk")
def apply_bulk(pk: int) -> None:
    bulk.apply_bulk(pk=pk)


@shared_task(name="recommendations.undo_bulk")
def undo_bulk(pk: int) -> None:
    bulk.undo_bulk(pk=pk)


@shared_task(name="recommendations.take_up_bulk")
def take_up_bulk() -> int:
    return bulk.take_up_abandoned()


@shared_task(name="recommendations.sweep_undecided")
def sweep_undecided() -> int:
    return sweeping.sweep_undecided()


@shared_task(name="recommendations.gather_words")
def gather_words() -> None:
    vocabulary.gather_words()
