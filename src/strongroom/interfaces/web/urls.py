"""Addresses of the pages, but for those of accounts (`accounts/urls.py`) and of the demo's mail."""

from django.urls import include, path

from strongroom.interfaces.web.badges import views as badges
from strongroom.interfaces.web.dashboard import views as dashboard
from strongroom.interfaces.web.first_operator import first_operator
from strongroom.interfaces.web.help import views as help_pages
from strongroom.interfaces.web.home.views import home
from strongroom.interfaces.web.organizations import manage as organization_manage
from strongroom.interfaces.web.organizations import pages as organization_pages
from strongroom.interfaces.web.projects import details_page, manage, mine, pages, release_page, report
from strongroom.interfaces.web.projects.security import project_security
from strongroom.interfaces.web.runs import views as runs
from strongroom.interfaces.web.status import healthz, index_status

urlpatterns = [
    path("", home, name="home"),
    path("search/", home, name="search"),
    path("project/<str:name>/", pages.project, name="project"),
    path("project/<str:name>/files/", pages.project_files, name="project_files"),
    path("project/<str:name>/history/", pages.project_history, name="project_history"),
    path("project/<str:name>/critical/", pages.project_critical, name="project_critical"),
    path("project/<str:name>/critical.json", pages.project_critical_json, name="project_critical_json"),
    path("project/<str:name>/downloads/", details_page.project_downloads, name="project_downloads"),
    path(
        "project/<str:name>/downloads/details.json", details_page.details_json, name="project_downloads_json"
    ),
    path("project/<str:name>/downloads/details.csv", details_page.details_csv, name="project_downloads_csv"),
    path("project/<str:name>/security/", project_security, name="project_security"),
    path("project/<str:name>/manage/", manage.project_manage, name="project_manage"),
    path("project/<str:name>/manage/<slug:slug>/", manage.project_change, name="project_change"),
    path("project/<str:name>/badge.svg", badges.project_badge, name="project_badge"),
    path("badge.svg", badges.index_badge, name="index_badge"),
    path("project/<str:name>/report/", report.project_report, name="project_report"),
    # Last of them: none of the words above is a version.
    path("project/<str:name>/<str:version>/", release_page.project_release, name="project_release"),
    path("projects/mine/", mine.your_projects, name="your_projects"),
    path("organizations/mine/", organization_pages.your_organizations, name="your_organizations"),
    path("organizations/new/", organization_pages.organization_new, name="organization_new"),
    path("organizations/<str:name>/", organization_pages.organization, name="organization"),
    path(
        "organizations/<str:name>/manage/",
        organization_manage.organization_manage,
        name="organization_manage",
    ),
    path(
        "organizations/<str:name>/manage/<slug:slug>/",
        organization_manage.organization_change,
        name="organization_change",
    ),
    path("desk/", include("strongroom.interfaces.web.desk.urls")),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard.json", dashboard.dashboard_json, name="dashboard_json"),
    path("dashboard/projects/", dashboard.critical_projects, name="critical_projects"),
    path("dashboard/<slug:slug>/", dashboard.figure_page, name="dashboard_figure"),
    path("dashboard/<slug:slug>.csv", dashboard.figure_csv, name="dashboard_figure_csv"),
    path("dashboard/<slug:slug>.json", dashboard.figure_json, name="dashboard_figure_json"),
    path("runs/", runs.designation_runs, name="designation_runs"),
    path("runs/<str:day>/", runs.designation_run, name="designation_run"),
    path("runs/<str:day>.json", runs.designation_run_json, name="designation_run_json"),
    path("runs/<str:day>/file", runs.designation_run_file, name="designation_run_file"),
    path("help/critical-projects/", help_pages.help_critical, name="help_critical"),
    path("help/policy/", help_pages.help_policy, name="help_policy"),
    path("help/policy.json", help_pages.help_policy_json, name="help_policy_json"),
    path("first-operator/<str:secret>/", first_operator, name="first_operator"),
    path("status/", index_status, name="index_status"),
    path("healthz", healthz, name="healthz"),
]
