from odoo import fields, models

from odoo.addons.kooperacje.models.access.office_setting import PAPERS, office_setting
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class ResCompany(models.Model):
    """The office (OPS or CUS) that leads partnerships and is the controller of its cases (art. 100 ust. 5 u.p.s.).

    Its settings are its own: the Model leaves them to local arrangement (K3D-34), within limits that are checked. Each
    is declared by the room that reads it, when a document or a date is proposed, never afterwards.
    """

    _inherit = "res.company"

    role_assignment_ids = fields.One2many(
        "kooperacje.role.assignment", "company_id", "Role assignments",
        groups="kooperacje.group_user,base.group_system",
    )
    # Asked by record rules alone: whoever reads an office reads none of its partnerships by it.
    kooperacje_partnership_ids = fields.One2many(
        "kooperacje.partnership", "company_id", groups=fields.NO_ACCESS, export_string_translation=False,
    )
    kooperacje_papers_only = office_setting(
        fields.Boolean, PAPERS, "Only papers signed here count",
        help="Authorisations and secrecy undertakings of roles are drawn up and signed in the program; dates of papers "
             "kept elsewhere are no longer typed. Roles that have them keep them.",
    )

    def _number_series(self, code, **values):
        """The office's series of numbers ``code``, counted on without gaps from 1 every year; made when missing.

        :param values: of the ``ir.sequence`` to make (``name``, ``prefix``, …); one that is there stays as it is, for
            an office may have changed it
        """
        self.ensure_one()
        # sudo: series belong to the office, not to the worker who draws a number; only the one of this code is read
        # or made.
        sequences = self.env["ir.sequence"].sudo().with_company(self)
        domain = [("code", "=", code), ("company_id", "=", self.id)]
        series = sequences.search(domain, limit=1)
        if not series:
            # Two who draw the first number of all must not make two series.
            serialise_on(self)
            series = sequences.create({
                "code": code, "company_id": self.id, "implementation": "no_gap", "use_date_range": True, **values,
            })
        return series

    def _draw_number(self, code, day, **values):
        """The next number of the office's series ``code`` on ``day``; see :meth:`_number_series`.

        Who draws waits for a colleague who has drawn and not saved yet. Core gives up at once instead, and gives the
        first number of a year twice when two draw it.
        """
        series = self._number_series(code, **values)
        serialise_on(series)
        return series.next_by_id(sequence_date=day)
