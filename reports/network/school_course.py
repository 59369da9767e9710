from datetime import date

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.kooperacje.kernels.office_day import office_today


class SchoolCourse(models.Model):
    _inherit = "kooperacje.school.course"

    def _document_office(self):
        """Letterhead of the centre that offers: it need not be an office of this database."""
        # sudo: what stands on the letterhead of an institution.
        centre = self.provider_id.sudo()
        town = " ".join(filter(None, [centre.zip, centre.city]))
        return {
            "name": centre.name or "", "street": centre.street or "", "town": town,
            "address": ", ".join(filter(None, [centre.street, town])), "city": centre.city or "",
            "phone": centre.phone or "", "email": centre.email or "", "dpo": "", "logo": False,
        }

    def _document_title(self):
        self.ensure_one()
        return self.env._("Training plan %s", self.date_from.year)

    @api.readonly
    def action_print_plan(self):
        """Training plan of the School (RUR-153): a paper for each centre and year of what is chosen; with nothing
        chosen, of the own centre for this year.

        :raises UserError: nothing is offered
        """
        courses = self
        if not courses:
            day, own = office_today(), self._own_centres()
            courses = self.search([
                ("date_from", ">=", date(day.year, 1, 1)), ("date_from", "<=", date(day.year, 12, 31)),
                ("state", "!=", "cancelled"), *([("provider_id", "in", own.ids)] if own else []),
            ])
        if not courses:
            raise UserError(self.env._("Nothing is offered this year. Enter offers, or choose those to be printed."))
        first = {(course.provider_id, course.date_from.year): course.id for course in courses}
        return self.env.ref("kooperacje.report_school_plan").report_action(list(first.values()))

    def _print_plan(self):
        """The year of this offer at its centre: ``[(topic, offers)]`` of the eight topics, empty ones too, and of
        others if there are any.
        """
        self.ensure_one()
        year = self.date_from.year
        courses = self.search([
            ("provider_id", "=", self.provider_id.id), ("state", "!=", "cancelled"),
            ("date_from", ">=", date(year, 1, 1)), ("date_from", "<=", date(year, 12, 31)),
        ], order="date_from, id")
        labels = self._fields["topic"]._description_selection(self.with_context(lang=self._print_lang()).env)
        by_topic = courses.grouped("topic")
        topics = [(label, by_topic.get(topic, self.browse())) for topic, label in labels]
        return topics + ([("Inne tematy", by_topic[False])] if False in by_topic else [])
