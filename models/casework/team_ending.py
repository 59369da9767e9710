from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today


class Team(models.Model):
    """How the work of a team ends (K3D-192, 200, 201)."""

    _inherit = "kooperacje.team"

    closing_survey_ids = fields.One2many("kooperacje.closing.survey", "team_id", "Closing surveys")

    def _worked(self):
        """Those of the teams in which somebody of another institution has taken part."""
        return self.filtered(lambda team: any(
            member.date_from and not member._is_own_staff() for member in team.member_ids
        ))

    def _end_missing(self):
        """What the end of the team still owes, as keys: ``effects`` (dimension I), ``survey`` (dimension II).

        To be called as superuser. A team nobody joined owes nothing.
        """
        self.ensure_one()
        if not self._worked():
            return []
        assessments = self.case_id.assessment_ids
        owed = []
        if not any(
            one.kind == "final" and one.state == "done" and one.assessed_on >= self.decided_on for one in assessments
        ):
            owed.append("effects")
        if not self.closing_survey_ids:
            owed.append("survey")
        return owed

    @api.model
    def _end_texts(self, owed):
        texts = {
            "effects": self.env._(
                "the final assessment of the effects with the family (button “Assess the effects”)",
            ),
            "survey": self.env._("the closing survey sent to the members of the team (button “Closing survey”)"),
        }
        return [texts[key] for key in owed]

    def action_close(self):
        """End the team alone. Gate 5 (K3D-200, 201) holds, except where the family has taken its consent back."""
        self.check_access("write")
        # sudo: the gate counts what there is, not what the caller may see.
        for team in self.sudo().filtered(lambda team: team.state != "closed"):
            missing = [] if team.case_id._consent_taken_back() else team._end_texts(team._end_missing())
            if missing:
                raise UserError(self.env._(
                    "Team %(team)s cannot end yet. Missing:\n%(missing)s",
                    team=team.name, missing="\n".join(f"– {text}" for text in missing),
                ))
        return super().action_close()

    def _record_closing_survey(self, recipients, channel, sent_on=None):
        """Keep that the survey went out: who sent it when, how and to whom (K3D-201).

        :raises UserError: nobody to send it to, or people who were never in the team
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: who ever was a member, whoever of the office may see it today.
        members = self.sudo().member_ids.filtered("date_from").partner_id
        if not recipients:
            raise UserError(self.env._("Choose the members to whom the survey was sent."))
        if recipients - members:
            raise UserError(self.env._(
                "The survey goes to members of the team. Take out: %(names)s.",
                names=", ".join((recipients - members).mapped("name")),
            ))
        # superuser: nobody may write the record by hand; the caller may write the team.
        return self.env["kooperacje.closing.survey"].sudo().create({
            "team_id": self.id, "sent_on": sent_on or office_today(), "sent_by_id": self.env.uid,
            "recipient_ids": [(6, 0, recipients.ids)], "channel": channel,
        })

    def action_closing_survey(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Closing survey"), "view_mode": "form",
            "res_model": "kooperacje.closing.survey.wizard", "target": "new",
            "context": {"default_team_id": self.id, "dialog_size": "medium"},
        }
