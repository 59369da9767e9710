from odoo import api, fields, models

from odoo.addons.kooperacje.kernels.office_day import office_today

# Days for which the link of an invitation to a partnership holds.
LINK_DAYS = 30


class Membership(models.Model):
    """The invitation to a partnership answered by whoever represents the institution, without an account.

    To say yes is no accession: that follows from the signed declaration (K3D-8). The office learns that it may prepare
    it. To say no ends the invitation.
    """

    _name = "kooperacje.membership"
    _inherit = ["kooperacje.membership", "kooperacje.answer.link.mixin"]
    _answer_letter_xmlid = "kooperacje.action_report_membership_letter"

    @api.model
    def _answer_depends(self):
        return ["state", "representative_id", "coordinator_id", "partnership_id.state"]

    def _answer_person(self):
        return self.representative_id or self.coordinator_id

    def _answer_is_awaited(self):
        return self.state == "invited" and not self.is_leader and self.partnership_id.state != "closed"

    def _answer_last_day(self):
        return fields.Date.add(office_today(), days=LINK_DAYS)

    def _answer_question(self):
        env, partnership = self.env, self.partnership_id
        return {
            "title": env._("Invitation to a partnership"),
            "paragraphs": [
                env._("%s invites you to a partnership of institutions that help families of the commune together.",
                      self.company_id.name),
                env._("Joining is voluntary. If you say yes, the office prepares the declaration of accession; you "
                      "join when it is signed."),
            ],
            "facts": [
                (env._("Institution"), self.institution_id.name), (env._("Partnership"), partnership.name),
                (env._("Leader"), self.company_id.name),
                *([(env._("Area"), ", ".join(partnership.area_ids.mapped("name")))] if partnership.area_ids else []),
            ],
        }

    def _answer_choices(self):
        return [
            {"key": "join", "label": self.env._("We want to join"), "reasons": None, "asks_words": False, "hint": ""},
            {"key": "decline", "label": self.env._("We do not join"), "reasons": None, "asks_words": True,
             "hint": self.env._("In a few words, for the office that leads the partnership.")},
        ]

    def _take_answer(self, key, _reason_id, words):
        if key == "decline":
            self._end_invitation("declined", office_today(), words)
            return self.env._("The office has your answer. Thank you for telling us.")
        told = self._in_office_language()
        told.message_post(
            body=told.env._("The institution has answered by the link that it wants to join."),
            author_id=self._answer_person().id,
        )
        roles = self.company_id.role_assignment_ids.filtered("is_current")
        for user in (roles.filtered(lambda role: role.role == "network_worker") or roles.filtered(
            lambda role: role.role == "manager"
        )).user_id:
            reader = self.partnership_id._in_language_of(user)
            reader.activity_schedule(
                "mail.mail_activity_data_todo", user_id=user.id,
                summary=reader.env._("%s wants to join: prepare the declaration", self.institution_id.name),
            )
        return self.env._("Thank you. The office sends you the declaration of accession to be signed.")
