from odoo import Command, models
from odoo.exceptions import UserError

# Which services helped: question 5 of the family's questionnaire („W z koszyka”).
MEASURE = "family_services"
# What the keys of the answers begin with that stand for a service of the basket.
KEY = "service-"


class SurveySurvey(models.Model):
    """Families choose what helped them from the basket (tools.md, R12), and stay unknown.

    The individual basket of a family would tell which family answers, and so would a service that hardly anybody has
    had. So everybody is offered the same: the forms of help, and by their names the services of the local basket that
    as many families have had as are needed for a figure of them to be published.
    """

    _inherit = "survey.survey"

    def action_take_services(self):
        """Offer these services in the question of an own version; those named before that are so no more go.

        :raises UserError: no version of one's own, one that has been sent, or no service that many have had
        """
        self.ensure_one()
        self.check_access("write")
        question = self.question_ids.filtered(lambda one: one.kooperacje_measure == MEASURE)
        if not self.company_id or not question:
            raise UserError(self.env._(
                "Services are named in your own version of the family's questionnaire. Press “New version” first.",
            ))
        self._check_not_frozen()
        names = {f"{KEY}{service.id}": service.display_name for service in self._services_of_many()}
        if not names:
            raise UserError(self.env._(
                "No service of the basket has been given to enough families yet: its name would tell who answered. "
                "Families choose from the forms of help.",
            ))
        named = question.suggested_answer_ids.filtered(lambda one: (one.kooperacje_key or "").startswith(KEY))
        last = max(question.suggested_answer_ids.mapped("sequence"), default=0)
        missing = names.keys() - set(named.mapped("kooperacje_key"))
        question.suggested_answer_ids = [
            *(Command.delete(one.id) for one in named if one.kooperacje_key not in names),
            *(Command.create({"value": names[key], "kooperacje_key": key, "sequence": last + number})
              for number, key in enumerate(sorted(missing, key=names.get), 1)),
        ]
        return True

    def _services_of_many(self):
        """Services on offer that at least as many families have had as the office asks for a figure to be told."""
        # sudo: how many families have had a service; the caller reads no plan, and is told no number.
        groups = self.env["kooperacje.plan.service"].sudo()._read_group([
            ("company_id", "=", self.company_id.id), ("status", "in", ("started", "done", "interrupted")),
        ], ["service_id"], ["case_id:count_distinct"])
        enough = self.company_id.sudo().kooperacje_small_count
        ids = [service.id for service, families in groups if families >= enough]
        return self.env["kooperacje.service"].with_context(service_with_institution=True).search([
            ("id", "in", ids), ("state", "=", "verified"),
        ])
