from django.urls import path

from . import views

urlpatterns = [
    path("", views.hsds_about, name="hsds_about"),
    path("services/", views.hsds_services, name="hsds_services"),
    path("services/<uuid:service_id>/", views.hsds_service, name="hsds_service"),
]

elsewhere = [
    path("", views.elsewhere_list, name="elsewhere_list"),
    path("import/", views.elsewhere_upload, name="elsewhere_upload"),
    path("import/<int:upload_id>/preview/", views.elsewhere_preview, name="elsewhere_preview"),
    path("import/<int:upload_id>/run/", views.elsewhere_run, name="elsewhere_run"),
    path("import/<int:upload_id>/drop/", views.elsewhere_drop, name="elsewhere_drop"),
    path("<int:service_id>/", views.elsewhere_detail, name="elsewhere_detail"),
    path("<int:service_id>/unlist/", views.elsewhere_unlist, name="elsewhere_unlist"),
]
