"""The record's pages and the client's own."""

from django.urls import URLPattern, path

from sessions.views import caseload, measures, mine, notes, plan, record

urlpatterns: list[URLPattern] = [
    path("calendar/mine/", mine.my_calendar, name="my_calendar"),
    path("aftercare/", mine.my_aftercare, name="my_aftercare"),
    path("profile/", mine.profile, name="profile"),
    path("plan/", plan.my_plan, name="my_plan"),
    path("plan/<uuid:plan_id>/agree/", plan.agree, name="agree_to_plan"),
    path("plan/goals/<uuid:goal_id>/", plan.my_progress, name="my_progress"),
    path("measures/", measures.my_measures, name="my_measures"),
    path("measures/<slug:key>/", measures.measure, name="measure"),
    path("measures/<slug:key>/answers/", measures.keep_answers, name="keep_answers"),
    path("measures/<slug:key>/<uuid:result_id>/", measures.measure_sent, name="measure_sent"),
    path("caseload/", caseload.my_caseload, name="caseload"),
    path("clients/<uuid:client_id>/", record.client, name="client"),
    path("clients/<uuid:client_id>/measures/", record.client_measures, name="client_measures"),
    path("clients/<uuid:client_id>/notes/", record.client_notes, name="client_notes"),
    path("clients/<uuid:client_id>/attendance/", record.client_attendance, name="client_attendance"),
    path("clients/<uuid:client_id>/contacts/", record.client_contacts, name="client_contacts"),
    path("clients/<uuid:client_id>/consents/", record.add_consent, name="add_consent"),
    path("clients/<uuid:client_id>/consents/<int:consent_id>/revoke/", record.revoke, name="revoke_consent"),
    path("clients/<uuid:client_id>/plan/", plan.client_plan, name="client_plan"),
    path("clients/<uuid:client_id>/plan/draft/", plan.draft, name="plan_draft"),
    path("clients/<uuid:client_id>/plan/<uuid:plan_id>/review/", plan.review, name="plan_review"),
    path("clients/<uuid:client_id>/plan/goals/<uuid:goal_id>/", plan.progress, name="goal_progress"),
    path("sessions/<uuid:session_id>/note/", notes.session_note, name="session_note"),
    path("sessions/<uuid:session_id>/note/keep/", notes.keep_note, name="keep_note"),
    path("sessions/<uuid:session_id>/note/addendum/", notes.add_addendum, name="add_addendum"),
]
