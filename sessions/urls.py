"""The pages of the care domain."""

from django.urls import URLPattern, URLResolver, include, path

from sessions.views import (
    attendance,
    begin,
    clients,
    enrolment,
    exports,
    guests,
    home,
    importing,
    intake,
    review,
    today,
)

app_name = "sessions"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sessions.setup_urls")),
    path("", home.home, name="home"),
    path("today/", today.today, name="today"),
    path("sessions/<uuid:session_id>/attendance/", attendance.attendance, name="attendance"),
    path(
        "sessions/<uuid:session_id>/attendance/<int:record_id>/correct/",
        review.correct,
        name="correct_attendance",
    ),
    path(
        "sessions/<uuid:session_id>/attendance/corrections/<uuid:correction_id>/",
        review.decide,
        name="decide_correction",
    ),
    path("sessions/<uuid:session_id>/attendance/sign/", review.sign, name="sign_attendance"),
    path("sessions/<uuid:session_id>/attendance/attest/", review.attest, name="attest_presence"),
    path("sessions/<uuid:session_id>/attendance/sheet/", exports.roster, name="roster_sheet"),
    path("sessions/<uuid:session_id>/attendance/<uuid:client_id>/sheet/", exports.evidence, name="evidence"),
    path("attendance/tables/", exports.tables, name="tables"),
    path("attendance/tables/<uuid:export_id>/", exports.table, name="table"),
    path("attendance/tables/<uuid:export_id>/attendance.csv", exports.fetch, name="fetch_table"),
    path("begin/", begin.begin, name="begin"),
    path("begin/thanks/", begin.begun, name="begun"),
    path("intake/", intake.board, name="intake"),
    path("intake/new/", intake.by_hand, name="intake_by_hand"),
    path("intake/<uuid:request_id>/", intake.request_page, name="intake_request"),
    path("intake/<uuid:request_id>/take/", intake.take, name="intake_take"),
    path("intake/<uuid:request_id>/screen/", intake.screen, name="intake_screen"),
    path("intake/<uuid:request_id>/insurance/", intake.insurance, name="intake_insurance"),
    path("intake/<uuid:request_id>/enrol/", intake.enrol, name="intake_enrol"),
    path("intake/<uuid:request_id>/close/", intake.close, name="intake_close"),
    path("clients/", clients.clients, name="clients"),
    path("clients/import/", importing.import_page, name="clients_import"),
    path("clients/import/template.csv", importing.import_template, name="clients_template"),
    path("clients/<uuid:client_id>/enrolment/", enrolment.enrolment_page, name="enrolment"),
    path("clients/<uuid:client_id>/enrolment/enrol/", enrolment.enrol, name="enrolment_enrol"),
    path("clients/<uuid:client_id>/enrolment/terms/", enrolment.terms, name="enrolment_terms"),
    path("clients/<uuid:client_id>/enrolment/taper/", enrolment.taper, name="enrolment_taper"),
    path("clients/<uuid:client_id>/enrolment/team/", enrolment.team, name="enrolment_team"),
    path("clients/<uuid:client_id>/enrolment/authorize/", enrolment.authorize, name="enrolment_authorize"),
    path("clients/<uuid:client_id>/enrolment/move/", enrolment.move, name="enrolment_move"),
    path(
        "clients/<uuid:client_id>/enrolment/aftercare/", enrolment.plan_aftercare, name="enrolment_aftercare"
    ),
    path("clients/<uuid:client_id>/enrolment/close/", enrolment.close, name="enrolment_close"),
    path("sessions/<uuid:session_id>/guests/", guests.guests, name="guests"),
    path(
        "sessions/<uuid:session_id>/guests/<uuid:invitation_id>/withdraw/",
        guests.withdraw,
        name="guest_withdraw",
    ),
]
