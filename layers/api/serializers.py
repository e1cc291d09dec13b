"""Shapes of layers in the OpenAPI document."""

from rest_framework import serializers

from layers.models import Layer, LayerKind


class LegendEntrySerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    fill = serializers.CharField(allow_null=True)
    line = serializers.CharField(allow_null=True)
    hatch = serializers.ChoiceField(["grid", "lines", "dashes", "dots", "plain"], allow_null=True)


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


class LayerListSerializer(serializers.Serializer):
    layers = LayerSerializer(many=True)
    links = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    numberReturned = serializers.IntegerField()
