"""Addresses under /desk/. `guard.at_the_desk` stands before every one of them; a test walks them."""

from django.urls import path

from strongroom.interfaces.web.desk import (
    banners,
    names,
    operators,
    people,
    projects,
    recoveries,
    reports,
    start,
    unreachable,
)
from strongroom.interfaces.web.desk.acting import act

urlpatterns = [
    path("", start.start, name="desk"),
    path("people/<str:username>/", people.person, name="desk_person"),
    path("projects/<str:name>/", projects.project, name="desk_project"),
    path("recoveries/", recoveries.recoveries, name="desk_recoveries"),
    path("recoveries/<int:recovery_id>/", recoveries.recovery, name="desk_recovery"),
    path("names/", names.names, name="desk_names"),
    path("reports/", reports.reports, name="desk_reports"),
    path("reports/<int:report_id>/", reports.report, name="desk_report"),
    path("unreachable/", unreachable.unreachable, name="desk_unreachable"),
    path("banners/", banners.banners, name="desk_banners"),
    path("operators/", operators.operators, name="desk_operators"),
    path("banners/new/<str:slug>/", act, {"room": "banners"}, name="desk_act_for_all"),
    path("<str:room>/<str:subject>/<str:slug>/", act, name="desk_act"),
]
