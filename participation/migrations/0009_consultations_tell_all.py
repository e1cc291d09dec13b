import django.db.models.deletion
from django.db import migrations, models

import core.i18n
import participation.models.ring

# A vote belongs to the set of its project, whoever writes it; a project with votes stays where it is.
SETS = """
CREATE FUNCTION agorama_vote_of_set() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  SELECT proposal_set_id INTO NEW.proposal_set_id FROM public.participation_proposal
   WHERE id = NEW.proposal_id FOR KEY SHARE;
  RETURN NEW;
END $$;
CREATE TRIGGER vote_of_set BEFORE INSERT OR UPDATE OF proposal_id, proposal_set_id ON participation_vote
  FOR EACH ROW WHEN (NEW.proposal_id IS NOT NULL) EXECUTE FUNCTION agorama_vote_of_set();

CREATE FUNCTION agorama_set_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  PERFORM 1 FROM public.participation_proposal WHERE id = NEW.id FOR UPDATE;
  IF EXISTS (SELECT FROM public.participation_vote WHERE proposal_id = NEW.id) THEN
    RAISE EXCEPTION 'proposal % has votes: it stays in its set', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'proposal_set_stays', TABLE = 'participation_proposal';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER proposal_set_stays BEFORE UPDATE OF proposal_set_id ON participation_proposal
  FOR EACH ROW WHEN (OLD.proposal_set_id IS DISTINCT FROM NEW.proposal_set_id) EXECUTE FUNCTION agorama_set_stays();
"""
# Closing locks the row: what is being sent waits for it, and is then too late.
CLOSED = """
CREATE FUNCTION agorama_refuse_closed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE found text;
BEGIN
  SELECT state INTO found FROM public.participation_consultation WHERE id = NEW.consultation_id FOR KEY SHARE;
  IF found = 'closed' THEN
    RAISE EXCEPTION 'consultation % is closed', NEW.consultation_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'consultation_takes_nothing', TABLE = 'participation_contribution';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER contribution_not_to_closed BEFORE INSERT ON participation_contribution
  FOR EACH ROW WHEN (NEW.consultation_id IS NOT NULL) EXECUTE FUNCTION agorama_refuse_closed();
"""
NOT_CLOSED = """
DROP TRIGGER contribution_not_to_closed ON participation_contribution;
DROP FUNCTION agorama_refuse_closed();
"""
NO_SETS = """
DROP TRIGGER proposal_set_stays ON participation_proposal;
DROP FUNCTION agorama_set_stays();
DROP TRIGGER vote_of_set ON participation_vote;
DROP FUNCTION agorama_vote_of_set();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("participation", "0008_followers"),
        ("perimeter_data", "0010_bands"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProposalSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", core.i18n.TranslatedField(default=dict, verbose_name="question")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "choice of one",
                "verbose_name_plural": "choices of one",
                "ordering": ["perimeter", "-created_at"],
            },
        ),
        migrations.AddField(
            model_name="consultation",
            name="actors",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="who is involved"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="admissible",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="what belongs here"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="budget",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="budget"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="calendar",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="calendar"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="charter",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="rules of the debate"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="commitment",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="what becomes of the result"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="conclusion",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="what came of it"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="neutral_votes",
            field=models.BooleanField(default=False, verbose_name="neutral votes"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="participant_role",
            field=core.i18n.TranslatedField(blank=True, default=dict, verbose_name="what you can weigh in on"),
        ),
        migrations.AddField(
            model_name="consultation",
            name="results",
            field=models.CharField(
                choices=[
                    ("live", "Everybody sees them as they come in"),
                    ("hidden", "Nobody sees them before votes are over"),
                    ("shown", "Votes are over, everybody sees them"),
                ],
                default="live",
                max_length=6,
                verbose_name="results of votes",
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="threshold",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="votes needed"),
        ),
        migrations.AddField(
            model_name="phase",
            name="kind",
            field=models.CharField(
                choices=[
                    ("inform", "We tell you about it"),
                    ("collect", "You say what you think"),
                    ("vote", "You vote"),
                    ("evaluate", "We look at everything"),
                    ("report_back", "We report back"),
                ],
                default="collect",
                max_length=12,
                verbose_name="what it is",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="ideas",
            field=models.ManyToManyField(
                blank=True, related_name="proposals", to="participation.contribution", verbose_name="ideas it came from"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("results__in", ["live", "hidden", "shown"])), name="consultation_results"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("results", "hidden"), ("state", "closed"), _negated=True),
                name="consultation_closed_shows",
            ),
        ),
        migrations.AddConstraint(
            model_name="phase",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["inform", "collect", "vote", "evaluate", "report_back"])),
                name="phase_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="proposalset",
            name="perimeter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="proposal_sets", to="perimeter_data.perimeter"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="proposal_set",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="participation.proposalset",
                verbose_name="choice of one",
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="proposal_set",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participation.proposalset",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("proposal_set__isnull", False)),
                fields=("proposal_set", "participant"),
                name="vote_unique_in_set",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposal_set__isnull", True),
                    models.Q(("choice", "for"), ("proposal__isnull", False)),
                    _connector="OR",
                ),
                name="vote_of_set_is_for",
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="proposal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="participation.proposal",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                condition=models.Q(("proposal__isnull", False)),
                fields=("contribution", "proposal"),
                name="step_became_once",
            ),
        ),
        migrations.AlterField(
            model_name="consultation",
            name="area",
            field=models.ManyToManyField(blank=True, related_name="+", to="perimeter_data.zone", verbose_name="where"),
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(
                models.F("perimeter"),
                participation.models.ring.Ring("id"),
                condition=models.Q(
                    (
                        "state__in",
                        ("received", "acknowledged", "under_review", "planned", "in_progress", "done", "declined"),
                    )
                ),
                name="contribution_ring",
            ),
        ),
        migrations.RunSQL(SETS, NO_SETS),
        migrations.RunSQL(CLOSED, NOT_CLOSED),
    ]
