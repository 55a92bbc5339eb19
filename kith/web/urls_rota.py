"""The addresses of the rota coordinator's own work: moves, proposals, cover, sheets, slots and swaps."""

from __future__ import annotations

from django.urls import path

from kith.web import (
    views_rota,
    views_rota_move,
    views_rota_offers,
    views_rota_proposals,
    views_rota_shadow,
    views_rota_slots,
    views_rota_states,
    views_rota_teams,
    views_rota_worker,
)

urlpatterns = [
    path("visits/<uuid:visit_id>/places/<int:place>/move/", views_rota_move.rota_move, name="rota_move"),
    path("visits/<uuid:visit_id>/places/<int:place>/pin/", views_rota_move.rota_pin, name="rota_pin"),
    path("rota/<uuid:organisation_id>/day/<day:on>/sheets/", views_rota.rota_sheets, name="rota_sheets"),
    path("rota/<uuid:organisation_id>/day/<day:on>/slots/", views_rota_slots.rota_slots, name="rota_slots"),
    path("rota/workers/<uuid:worker_id>/", views_rota_worker.rota_worker, name="rota_worker"),
    path("rota/swaps/", views_rota_offers.rota_offers, name="rota_offers"),
    path("rota/swaps/step/", views_rota_offers.rota_offer_step, name="rota_offer_step"),
    path(
        "rota/<uuid:organisation_id>/frozen/<week:week>/", views_rota_states.rota_freeze, name="rota_freeze"
    ),
    path("rota/<uuid:organisation_id>/faces/", views_rota_states.rota_faces, name="rota_faces"),
    path("rota/<uuid:organisation_id>/teams/", views_rota_teams.rota_teams, name="rota_teams"),
    path(
        "rota/<uuid:organisation_id>/teams/proposed/",
        views_rota_teams.rota_teams_proposed,
        name="rota_teams_proposed",
    ),
    path("people/<uuid:person_id>/team/", views_rota_teams.person_team, name="person_team"),
    path("people/<uuid:person_id>/faces/", views_rota_states.person_faces, name="person_faces"),
    path("people/<uuid:person_id>/slots/", views_rota_slots.person_slots, name="person_slots"),
    path(
        "rota/<uuid:organisation_id>/proposals/", views_rota_proposals.rota_proposals, name="rota_proposals"
    ),
    path("rota/proposals/<uuid:proposal_id>/", views_rota_proposals.rota_proposal, name="rota_proposal"),
    path(
        "rota/proposals/<uuid:proposal_id>/step/",
        views_rota_proposals.rota_proposal_step,
        name="rota_proposal_step",
    ),
    path(
        "rota/<uuid:organisation_id>/day/<day:on>/off-sick/",
        views_rota_proposals.rota_off_sick,
        name="rota_off_sick",
    ),
    path("rota/published/<uuid:publication_id>/", views_rota_proposals.rota_tell, name="rota_tell"),
    path("rota/<uuid:organisation_id>/shadow/", views_rota_shadow.rota_shadow, name="rota_shadow"),
    path("rota/shadow/<uuid:run_id>/", views_rota_shadow.rota_shadow_run, name="rota_shadow_run"),
    path("rota/shadow/<uuid:run_id>/step/", views_rota_shadow.rota_shadow_step, name="rota_shadow_step"),
    path("rota/shadow/<uuid:run_id>/figures/", views_rota_shadow.rota_shadow_csv, name="rota_shadow_csv"),
]
