"""Shapes of layers in the OpenAPI document."""

from rest_framework import serializers

from layers.models import Layer, LayerKind

HATCHES = ["grid", "lines", "dashes", "dots", "plain", "cross", "discs", "vertical", "none"]


class LegendEntrySerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    fill = serializers.CharField(allow_null=True)
    line = serializers.CharField(allow_null=True)
    hatch = serializers.ChoiceField(HATCHES, allow_null=True)
    group = serializers.ChoiceField(["zone", "prescription", "information"], allow_null=True)


class PlanVersionSerializer(serializers.Serializer):
    idurba = serializers.CharField()
    approved_on = serializers.DateField(allow_null=True)
    in_force = serializers.BooleanField()
    version_of = serializers.CharField(allow_null=True)


class LayerSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    name_i18n = serializers.DictField(child=serializers.CharField())
    kind = serializers.ChoiceField(LayerKind.choices)
    role = serializers.ChoiceField(Layer.Role.choices)
    visible = serializers.BooleanField()
    opacity = serializers.FloatField()
    attribution = serializers.CharField()
    minzoom = serializers.IntegerField()
    maxzoom = serializers.IntegerField()
    tiles = serializers.CharField()
    legend = LegendEntrySerializer(many=True)
    plan = PlanVersionSerializer(allow_null=True)


class FactSerializer(serializers.Serializer):
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()


class FeatureSerializer(serializers.Serializer):
    layer = serializers.CharField()
    layer_name = serializers.CharField()
    id = serializers.IntegerField()
    label = serializers.CharField()  # type: ignore[assignment]
    facts = FactSerializer(many=True)


class LayerListSerializer(serializers.Serializer):
    layers = LayerSerializer(many=True)
    links = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    numberReturned = serializers.IntegerField()
