"""The addresses of what notifications offers."""

from __future__ import annotations

from django.urls import path

from notifications.views import (
    calendar,
    join,
    notices,
    operations,
    preferences,
    push,
    tasks,
    templates,
    unsubscribing,
    webhooks,
)

app_name = "notifications"
urlpatterns = [
    path("join/<str:token>/", join.join, name="join"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/channels/", preferences.channels, name="choose-channels"),
    path("preferences/hours/", preferences.hours, name="choose-hours"),
    path("preferences/words/", preferences.words, name="choose-words"),
    path("preferences/number/", preferences.number, name="want-number"),
    path("preferences/number/code/", preferences.code, name="prove-number"),
    path("preferences/number/remove/", preferences.remove_number, name="remove-number"),
    path("preferences/push/on/", push.push_subscribe, name="push-subscribe"),
    path("preferences/push/off/", push.push_unsubscribe, name="push-unsubscribe"),
    path("worker.js", push.worker, name="worker"),
    path("site.webmanifest", push.manifest, name="manifest"),
    path("preferences/calendar/", calendar.calendar, name="calendar"),
    path("preferences/calendar/make/", calendar.make, name="make-feed"),
    path("preferences/calendar/end/", calendar.end, name="end-feed"),
    path("calendar/feed/<str:token>.ics", calendar.feed, name="feed"),
    path("calendar/<uuid:session_id>.ics", calendar.appointment, name="appointment"),
    path("messages/stop/<str:token>/", unsubscribing.stop_mail, name="stop-mail"),
    path("notices/", notices.notice_list, name="notices"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/other/", tasks.other_tasks, name="other-tasks"),
    path("tasks/<uuid:task_id>/", tasks.task, name="task"),
    path("tasks/<uuid:task_id>/where/", tasks.where, name="task-whereabouts"),
    path("tasks/<uuid:task_id>/call/", tasks.call, name="log-call"),
    path("messages/templates/", templates.templates, name="templates"),
    path(
        "messages/templates/<slug:name>/<slug:channel>/<slug:language>/", templates.template, name="template"
    ),
    path(
        "messages/templates/<slug:name>/<slug:channel>/<slug:language>/preview/",
        templates.preview,
        name="preview-template",
    ),
    path(
        "messages/templates/<slug:name>/<slug:channel>/<slug:language>/reset/",
        templates.reset,
        name="reset-template",
    ),
    path("operations/messages/", operations.operations, name="operations"),
    path("operations/messages/<uuid:reminder_id>/", operations.message, name="operation"),
    path("operations/messages/<uuid:reminder_id>/decide/", operations.decide, name="decide"),
    path("metrics", operations.metrics, name="metrics"),
    path("webhooks/sms/answer/", webhooks.sms_answer, name="sms-answer"),
    path("webhooks/sms/<uuid:reminder_id>/", webhooks.sms_report, name="sms-report"),
    path("webhooks/mail/<slug:provider>/<slug:what>/", webhooks.mail_report, name="mail-report"),
]
