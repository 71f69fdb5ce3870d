"""Pages that everyone may read, and what people keep there."""

from nmirf.common.dates import today

from .rules import FOCAL_POINT, OFFICERS, OWN_INSTITUTION, SIGNED_IN, Rule, only, public

RULES: dict[str, Rule] = {
    "portal:cite_file": public(
        lambda w: {"kind": "recommendation", "key": w.recommendation.reference, "ending": "bib"}
    ),
    "portal:follow": public(
        lambda w: {"kind": "recommendation", "key": w.recommendation.reference}
    ),
    "portal:follow_confirm": public(lambda w: {"token": w.follow_token}),
    "portal:follow_stop": public(lambda w: {"token": w.follow_stop_token}),
    "portal:report_error": public(
        lambda w: {"kind": "recommendation", "key": w.recommendation.reference}
    ),
    "portal:instruments": public(),
    "portal:instrument": public(lambda w: {"code": w.instrument.code.lower()}),
    "portal:join": public(),
    "portal:join_confirm": public(lambda w: {"token": "none"}, answers=frozenset({404})),
    "portal:verify": public(lambda w: {"reference": w.certified.reference}),
    "portal:choose": only(OFFICERS, method="post"),
    # saved views; this one is the focal point's, shared with the own institution
    "portal:views": only(SIGNED_IN),
    "portal:new_view": only(SIGNED_IN),
    "portal:view": only(OWN_INSTITUTION, lambda w: {"reference": w.saved_view.reference}),
    "portal:open_view": only(OWN_INSTITUTION, lambda w: {"reference": w.saved_view.reference}),
    "portal:stop_view": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.saved_view.reference}, method="post"
    ),
    "portal:delete_view": only(
        frozenset({FOCAL_POINT}), lambda w: {"reference": w.saved_view.reference}
    ),
    "portal:charts": public(),
    "portal:chart": public(lambda w: {"name": "theme"}),
    "portal:chart_file": public(lambda w: {"name": "theme", "ending": "svg"}),
    "portal:figures": public(),
    "portal:figures_file": public(lambda w: {"ending": "xlsx"}),
    # pages that everyone may read
    "portal:register": public(),
    "portal:recommendation": public(lambda w: {"reference": w.recommendation.reference}),
    "portal:recommendation_history": public(lambda w: {"reference": w.recommendation.reference}),
    "portal:export": public(),
    "portal:export_file": public(lambda w: {"ending": "csv"}),
    "portal:as_of": public(),
    "portal:as_of_day": public(lambda w: {"day": today().isoformat()}),
    "portal:as_of_recommendation": public(
        lambda w: {"day": today().isoformat(), "reference": w.recommendation.reference}
    ),
    "portal:follow_up": public(),
    "portal:themes": public(),
    "portal:theme": public(lambda w: {"code": w.theme.code}),
    "portal:groups": public(),
    "portal:group": public(lambda w: {"code": w.group.code}),
    "portal:objectives": public(),
    "portal:objective": public(lambda w: {"code": w.kind_of_act.code.lower()}),
    "portal:sdgs": public(),
    "portal:sdg_goal": public(lambda w: {"number": w.target.goal.number}),
    "portal:sdg_target": public(
        lambda w: dict(zip(("number", "part"), w.target.code.split("."), strict=True))
    ),
    "portal:clusters": public(),
    "portal:clusters_file": public(lambda w: {"ending": "csv"}),
    "portal:cluster": public(lambda w: {"slug": w.cluster.slug}),
    "portal:cluster_history": public(lambda w: {"slug": w.cluster.slug}),
    "portal:mechanisms": public(),
    "portal:mechanisms_file": public(lambda w: {"ending": "csv"}),
    "portal:mechanism": public(lambda w: {"code": w.recommendation.mechanism.code.lower()}),
    "portal:reviews": public(),
    "portal:reviews_file": public(lambda w: {"ending": "csv"}),
    "portal:review": public(lambda w: {"slug": w.review.slug}),
    "portal:documents": public(),
    "portal:institutions": public(),
    "portal:institutions_file": public(lambda w: {"ending": "csv"}),
    "portal:institution": public(lambda w: {"slug": w.institution.slug}),
    "portal:update": public(lambda w: {"reference": w.published_update.reference}),
    "portal:activities": public(),
    "portal:activities_file": public(lambda w: {"ending": "csv"}),
    "portal:activity": public(lambda w: {"slug": w.activity.slug}),
    "portal:plans": public(),
    "portal:plans_file": public(lambda w: {"ending": "csv"}),
    "portal:plan_coverage": public(),
    "portal:plan": public(lambda w: {"slug": w.plan.slug}),
    "portal:plan_versions": public(lambda w: {"slug": w.plan.slug}),
    "portal:plan_file": public(lambda w: {"slug": w.plan.slug, "ending": "csv"}),
    "portal:home": public(),
    "portal:indicators": public(),
    "portal:indicators_file": public(lambda w: {"ending": "csv"}),
    "portal:indicator": public(lambda w: {"slug": w.indicator.slug}),
    "portal:print_activities": public(method="post"),
    "portal:print_figures": public(method="post"),
    "portal:print_indicator": public(lambda w: {"slug": w.indicator.slug}, method="post"),
    "portal:indicator_file": public(lambda w: {"slug": w.indicator.slug, "ending": "csv"}),
    "portal:open_data": public(),
    "portal:open_data_table": public(lambda w: {"name": "recommendations"}),
    # Files, where some were made; see tests/portal/open_data.
    "data_start": public(),
    "data": public(lambda w: {"name": "all.zip"}, answers=frozenset({200, 404})),
    "data_version": public(
        lambda w: {"version": "2026-01-31", "name": "all.zip"}, answers=frozenset({200, 404})
    ),
    "portal:calendar": public(),
    "portal:calendar_feed": public(),
    "portal:obligation": public(lambda w: {"slug": w.obligation.slug}),
    "portal:consultations": public(),
    "portal:consultation": public(lambda w: {"slug": w.consultation.slug}),
    "portal:reports": public(),
    "portal:report": public(lambda w: {"slug": w.published_draft.slug}),
    "portal:about": public(),
    "portal:help": public(),
    "portal:glossary": public(),
    "portal:visits": public(),
    "portal:accessibility": public(),
    "portal:privacy": public(),
    "portal:licence": public(),
    "portal:brand": public(),
    "portal:api_docs": public(),
    "portal:changes": public(),
    "portal:card": public(lambda w: {"kind": "cluster", "key": w.cluster.slug}),
    "portal:opensearch": public(),
    "web:robots": public(),
    "web:sitemap": public(),
    "web:sitemap_part": public(lambda w: {"name": "recommendations", "number": 1}),
    # Nobody is named in the tests' settings; see tests/portal/test_web.py.
    "web:security": public(answers=frozenset({404})),
    "web:favicon": public(),
    "web:icon": public(lambda w: {"name": "32.png"}),
    "web:manifest": public(),
    "web:oembed": public(answers=frozenset({400})),
    "portal:feed": public(lambda w: {"name": "changes", "ending": "atom"}),
    "portal:feed_of": public(
        lambda w: {"kind": "cluster", "key": w.cluster.slug, "ending": "json"}
    ),
}
