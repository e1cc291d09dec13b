"""The URL map."""


urlpatterns: list = []
