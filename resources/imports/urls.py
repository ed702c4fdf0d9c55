from django.urls import path

from . import views

urlpatterns = [
    path("import/", views.import_upload, name="import_upload"),
    path("import/<int:upload_id>/match/", views.import_match, name="import_match"),
    path("import/<int:upload_id>/preview/", views.import_preview, name="import_preview"),
    path("import/<int:upload_id>/left/", views.import_left, name="import_left"),
    path("import/<int:upload_id>/run/", views.import_run, name="import_run"),
    path("import/<int:upload_id>/drop/", views.import_drop, name="import_drop"),
    path("imports/", views.import_list, name="import_list"),
    path("imports/<int:run_id>/", views.import_done, name="import_done"),
    path("imports/<int:run_id>/undo/", views.import_undo, name="import_undo"),
    path("export/mine/<slug:extension>/", views.export_mine, name="export_mine"),
    path("export/all/<slug:extension>/", views.export_all, name="export_all"),
    path("said/", views.said_list, name="said_list"),
    path("said/mine/", views.said_mine, name="said_mine"),
    path("said/mine/show/", views.said_mine_show, name="said_mine_show"),
    path("said/<int:said_id>/show/", views.said_show, name="said_show"),
    path("said/<int:said_id>/invite/", views.said_invite, name="said_invite"),
    path("said/<int:said_id>/forget/", views.said_forget, name="said_forget"),
    path("said/offers/<int:offer_id>/share/", views.said_share, name="said_share"),
    path("said/offers/<int:offer_id>/drop/", views.said_drop, name="said_drop"),
]
