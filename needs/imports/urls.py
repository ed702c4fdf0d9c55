from django.urls import path

from needs.imports import views

urlpatterns = [
    path("import/", views.import_upload, name="import_upload"),
    path("import/<int:upload_id>/which/", views.import_which, name="import_which"),
    path("import/<int:upload_id>/match/", views.import_match, name="import_match"),
    path("import/<int:upload_id>/preview/", views.import_preview, name="import_preview"),
    path("import/<int:upload_id>/run/", views.import_run, name="import_run"),
    path("import/<int:upload_id>/drop/", views.import_drop, name="import_drop"),
    path("imports/", views.import_list, name="import_list"),
    path("imports/<int:run_id>/", views.import_done, name="import_done"),
    path("imports/<int:run_id>/undo/", views.import_undo, name="import_undo"),
]
