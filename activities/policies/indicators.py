"""Who may see and do what with indicators and their values."""

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from activities.models import Indicator, IndicatorValue, ValueImport
from activities.querysets import IndicatorQuerySet
from documents.choices import Classification, Kind
from documents.models import Document
from documents.querysets import DocumentQuerySet
from focalpoints.policies import Person, is_secretariat, standing
from nmirf.common.decisions import ALLOW, Decision, deny
from recommendations.choices import Publication


def visible_indicators(user: Person) -> IndicatorQuerySet:
    """What is published; to the custodian's people their own drafts too; all to the secretariat.

    Retired ones keep their address for the secretariat alone.
    """
    rights = standing(user)
    if rights.is_secretariat:
        return Indicator.objects.all()
    mine = rights.report_for | rights.sign_for
    if not mine:
        return Indicator.objects.published()
    return Indicator.objects.not_retired().filter(
        Q(publication=Publication.PUBLISHED) | Q(custodian__in=mine)
    )


def can_manage_indicators(user: Person) -> Decision:
    """Enter, change, publish, retire: the secretariat."""
    return is_secretariat(user)


def can_enter_value(user: Person, indicator: Indicator) -> Decision:
    """The custodian's focal point or deputy, and the secretariat; nobody once it is retired."""
    if indicator.publication == Publication.RETIRED:
        return deny(_("This indicator is retired: no values are entered any more."))
    rights = standing(user)
    if rights.is_secretariat or indicator.custodian_id in rights.report_for:
        return ALLOW
    return deny(_("Only the custodian of the indicator and the secretariat enter values."))


def fillable_indicators(user: Person) -> IndicatorQuerySet:
    """Those for which this person may enter values."""
    rights = standing(user)
    rows = Indicator.objects.not_retired()
    return rows if rights.is_secretariat else rows.filter(custodian__in=rights.report_for)


def can_import_values(user: Person) -> Decision:
    """Files of values: whoever may enter any."""
    rights = standing(user)
    if rights.is_secretariat or rights.report_for:
        return ALLOW
    return deny(_("Only focal points and the secretariat import values."))


def visible_imports(user: Person) -> QuerySet[ValueImport]:
    """Those that one uploaded; all to the secretariat."""
    if standing(user).is_secretariat:
        return ValueImport.objects.all()
    if isinstance(user, User):
        return ValueImport.objects.filter(started_by=user)
    return ValueImport.objects.none()


def readable_value_documents(user: Person) -> DocumentQuerySet:
    """Files that values rest on: for those who see the value, as far as the file's class lets them.

    A value is seen where its indicator is, and none of that year is too small to be shown: the file
    would give it away. The custodian's own people read all of them, also those of earlier values;
    of a confidential one they are the named people.
    """
    rights = standing(user)
    values = IndicatorValue.objects.exclude(document=None).order_by()
    seen = values.current().filter(indicator__in=visible_indicators(user).values("pk"))
    classes = [Classification.PUBLIC]
    if rights.reads_internal:
        classes.append(Classification.INTERNAL)
    if rights.is_secretariat:
        classes.append(Classification.RESTRICTED)
        seen = values
    else:
        seen = seen.beside_no_small_one(settings.SMALL_NUMBER_THRESHOLD)
    opened = Q(pk__in=seen.values("document"), classification__in=classes)
    mine = rights.report_for | rights.sign_for
    if mine:
        opened |= Q(pk__in=values.filter(indicator__custodian__in=mine).values("document"))
    return Document.objects.filter(opened, kind=Kind.EVIDENCE)
