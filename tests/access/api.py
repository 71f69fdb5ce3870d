"""The API."""

from .rules import Rule, only, public

# The API knows no sessions: whoever is signed in with a browser reads what a stranger does, and
# nobody gets what needs a token. What tokens open is in tests/portal/api/.
RULES: dict[str, Rule] = {
    **{
        f"api:{name}": public()
        for name in (
            *("start", "openapi", "list_facets", "list_changes", "list_figures"),
            *("list_recommendations", "list_clusters", "list_themes", "list_groups"),
            *("list_objectives", "list_sdg_goals", "list_sdg_targets", "list_states"),
            *("list_mechanisms", "list_instruments", "list_reviews", "list_institutions"),
            *("list_plans", "list_activities", "list_indicators", "list_updates"),
            *("list_assessments", "list_obligations", "list_consultations", "list_reports"),
            *("list_report_files", "list_documents", "list_ratifications", "list_reservations"),
            *("list_committees", "get_national_mechanism"),
        )
    },
    **{
        f"api:{name}": only(frozenset())
        for name in (
            *("get_me", "list_my_assignments", "list_my_updates", "list_my_requests"),
            "list_my_duties",
        )
    },
    "api:get_recommendation": public(lambda w: {"id": w.recommendation.reference}),
    "api:get_cluster": public(lambda w: {"id": w.cluster.slug}),
    "api:get_theme": public(lambda w: {"id": w.theme.code}),
    "api:get_group": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_objective": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_sdg_goal": public(lambda w: {"id": str(w.target.goal.number)}),
    "api:get_sdg_target": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_state": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_mechanism": public(lambda w: {"id": w.mechanism.code.lower()}),
    "api:get_instrument": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_review": public(lambda w: {"id": w.review.slug}),
    "api:get_institution": public(lambda w: {"id": w.institution.slug}),
    "api:get_plan": public(lambda w: {"id": w.plan.slug}),
    "api:get_activity": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_indicator": public(lambda w: {"id": w.indicator.slug}),
    "api:get_update": public(lambda w: {"id": w.published_update.reference}),
    "api:get_obligation": public(lambda w: {"id": w.obligation.slug}),
    "api:get_committee": public(lambda w: {"id": w.committee.slug}),
    "api:get_consultation": public(lambda w: {"id": w.consultation.slug}),
    "api:get_report": public(lambda w: {"id": w.published_draft.slug}),
    "api:get_report_file": public(lambda w: {"id": w.rendered.reference}),
    "api:get_document": public(lambda w: {"id": "none"}, answers=frozenset({404})),
    "api:get_figure": public(lambda w: {"id": "recommendations.total"}),
}
