"""What every polygon of ours has to be."""

from django.contrib.gis.db import models
from django.db.models import Func


class IsValid(Func):
    function = "ST_IsValid"
    output_field = models.BooleanField()
