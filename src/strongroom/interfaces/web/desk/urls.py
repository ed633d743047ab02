"""Addresses under /desk/. `guard.at_the_desk` stands before every one of them; a test walks them."""

from django.urls import path

from strongroom.interfaces.web.desk import (
    announcements,
    banners,
    contests,
    names,
    operators,
    people,
    projects,
    recoveries,
    reports,
    start,
    unreachable,
    vouchers,
    what_if,
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
    path("contests/", contests.contests, name="desk_contests"),
    path("contests/<int:contest_id>/", contests.contest, name="desk_contest"),
    path("unreachable/", unreachable.unreachable, name="desk_unreachable"),
    path("announcements/", announcements.announcements, name="desk_announcements"),
    path("announcements/<int:announcement_id>/", announcements.announcement, name="desk_announcement"),
    path("banners/", banners.banners, name="desk_banners"),
    path("vouchers/", vouchers.vouchers, name="desk_vouchers"),
    path("vouchers/<int:campaign_id>/", vouchers.campaign, name="desk_voucher_campaign"),
    path("what-if/", what_if.what_if_page, name="desk_what_if"),
    path("operators/", operators.operators, name="desk_operators"),
    path("banners/new/<str:slug>/", act, {"room": "banners"}, name="desk_act_for_all"),
    path("vouchers/new/<str:slug>/", act, {"room": "vouchers"}, name="desk_voucher_new"),
    path("announcements/new/<str:slug>/", act, {"room": "announcements"}, name="desk_announcement_new"),
    path("<str:room>/<str:subject>/<str:slug>/", act, name="desk_act"),
]
