from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels import keeping
from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.serialise import serialise_on


class DisposalLine(models.Model):
    """Record on a list of disposal, and afterwards the stub of what was erased: code, years, class, protocol.

    It names nobody. While it waits it points at the record; when the record is gone the pointer is emptied.
    """

    _name = "kooperacje.disposal.line"
    _description = "Record disposed of"
    _inherit = ["kooperacje.guarded.mixin"]
    _order = "class_text, first_year, id"
    _rec_name = "code"
    _system_fields = frozenset({
        "disposal_id", "kind_id", "class_text", "code", "first_year", "last_year", "kept_until", "record_count",
        "state", "kept_reason", "res_model", "res_id",
    })

    disposal_id = fields.Many2one("kooperacje.disposal", "Protocol", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", related="disposal_id.company_id", store=True, index=True)
    kind_id = fields.Many2one("kooperacje.file.kind", "Kind of record", required=True, ondelete="restrict")
    class_text = fields.Char("Class", readonly=True, help="Symbol, title and category on the day of the list.")
    code = fields.Char(readonly=True, help="Code of the case; names nobody.")
    first_year = fields.Integer("From the year", readonly=True, aggregator=None)
    last_year = fields.Integer("To the year", readonly=True, aggregator=None)
    kept_until = fields.Date("Kept until", readonly=True)
    record_count = fields.Integer("Number", readonly=True, default=1)
    state = fields.Selection(
        [("waiting", "On the list"), ("erased", "Erased"), ("kept", "Kept after all")], "Status", required=True,
        readonly=True, default="waiting", index=True,
    )
    kept_reason = fields.Char("Why it was kept", readonly=True)
    res_model = fields.Char(readonly=True, groups=fields.NO_ACCESS, export_string_translation=False)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", readonly=True, groups=fields.NO_ACCESS, export_string_translation=False,
    )

    _waiting_idx = models.Index("(res_model, res_id) WHERE res_id IS NOT NULL")

    # ------------------------------------------------------------
    # What has run out
    # ------------------------------------------------------------

    @api.model
    def _values_of(self, record):
        """Values of the line of one case or person."""
        kind = self.env["kooperacje.file.kind"].search([("model", "=", record._name)], limit=1)
        one = self.env["kooperacje.file.kind"]._class_of(record._name, record.company_id)
        is_case = record._name == "kooperacje.case"
        closed_on = is_case and record.closed_on
        first = ((is_case and record.reported_on) or record.create_date).year
        return {
            "kind_id": kind.id, "class_text": one.display_name, "code": (is_case and record.name) or "–",
            "first_year": first, "last_year": closed_on.year if closed_on else record.write_date.year,
            "kept_until": (closed_on and keeping.kept_until(one.category, closed_on)) or False,
            "res_model": record._name, "res_id": record.id,
        }

    @api.model
    def _run_out(self, company):
        """Values of lines for all that has run out in ``company`` and stands on no open list.

        One query for each kind that has a day from which its period runs (``_closed_sql``).
        """
        result = []
        Kind = self.env["kooperacje.file.kind"]
        for model, closed in self._closed_sql(company).items():
            kind, one = Kind.search([("model", "=", model)]), Kind._class_of(model, company)
            if one.is_for_ever:
                continue
            last = self._last_day(one)
            for id_, code, first_year, closed_on in self.env.execute_query(SQL(
                """
                SELECT found.id, found.code, found.first_year, found.closed_on FROM (%(closed)s) found
                 WHERE found.closed_on <= %(last)s AND NOT EXISTS (
                       SELECT FROM kooperacje_disposal_line line
                         JOIN kooperacje_disposal disposal ON disposal.id = line.disposal_id
                        WHERE line.res_model = %(model)s AND line.res_id = found.id
                          AND disposal.state IN ('draft', 'approved'))
              ORDER BY found.closed_on, found.id
                """, closed=closed, last=last, model=model,
            )):
                result.append({
                    "kind_id": kind.id, "class_text": one.display_name, "code": code or "–", "first_year": first_year,
                    "last_year": closed_on.year, "kept_until": keeping.kept_until(one.category, closed_on),
                    "res_model": model, "res_id": id_,
                })
        return result

    @api.model
    def _last_day(self, file_class):
        """What was closed on this day or before it need not be kept any longer."""
        return date(office_today().year - file_class.keep_years - 1, 12, 31)

    def _is_run_out(self):
        """Whether the period of what the line names is over today, by the class that the office has today."""
        self.ensure_one()
        one = self.env["kooperacje.file.kind"]._class_of(self.res_model, self.company_id)
        return not one.is_for_ever and bool(self.env.execute_query(SQL(
            "SELECT 1 FROM (%s) found WHERE found.id = %s AND found.closed_on <= %s",
            self._closed_sql(self.company_id)[self.res_model], self.res_id, self._last_day(one),
        )))

    @api.model
    def _closed_sql(self, company):
        """``{model: SELECT of id, code, first_year, closed_on}``: what an office can dispose of by itself.

        Whatever hangs on a case goes with it. The rest are people outside a case: reported and not taken on, leaders,
        contacts of institutions, invitations to questionnaires, contacts noted by the network worker.
        """
        self.env.flush_all()
        own = company.id
        return {
            "kooperacje.case": SQL(
                """
                SELECT c.id, c.name AS code, c.closed_on,
                       date_part('year', COALESCE(c.reported_on, c.create_date))::int AS first_year
                  FROM kooperacje_case c
                 WHERE c.company_id = %s AND c.phase = 'closed' AND c.erased_on IS NULL AND NOT EXISTS (
                       SELECT FROM kooperacje_hold hold WHERE hold.case_id = c.id
                          AND (hold.date_to IS NULL OR hold.date_to >= %s))
                """, own, office_today(),
            ),
            "kooperacje.report.card": SQL(
                """
                SELECT card.id, card.document_number AS code, date_part('year', card.create_date)::int AS first_year,
                       COALESCE(card.write_date, card.create_date)::date AS closed_on
                  FROM kooperacje_report_card card WHERE card.company_id = %s AND card.state = 'declined'
                   AND card.case_id IS NULL
                """, own,
            ),
            "kooperacje.person": SQL(
                """
                SELECT person.id, NULL AS code, date_part('year', person.create_date)::int AS first_year,
                       person.write_date::date AS closed_on
                  FROM kooperacje_person person WHERE person.company_id = %s AND NOT EXISTS (
                       SELECT FROM kooperacje_case_person line WHERE line.person_id = person.id)
                """, own,
            ),
            "kooperacje.leader.person": SQL(
                """
                SELECT leader.id, leader.document_number AS code,
                       date_part('year', COALESCE(leader.date_from, leader.create_date))::int AS first_year,
                       leader.date_to AS closed_on
                  FROM kooperacje_leader_person leader WHERE leader.company_id = %s AND leader.date_to IS NOT NULL
                """, own,
            ),
            "kooperacje.network.contact": SQL(
                """
                SELECT contact.id, NULL AS code, date_part('year', contact.date)::int AS first_year,
                       contact.date::date AS closed_on
                  FROM kooperacje_network_contact contact WHERE contact.company_id = %s
                """, own,
            ),
            "res.partner": SQL(
                """
                SELECT partner.id, NULL AS code, date_part('year', partner.create_date)::int AS first_year,
                       partner.write_date::date AS closed_on
                  FROM res_partner partner
                  JOIN kooperacje_membership membership ON membership.institution_id = partner.parent_id
                 WHERE membership.company_id = %s AND NOT partner.active AND NOT partner.is_company
                   AND partner.name <> %s
                   AND NOT EXISTS (
                       SELECT FROM res_users account WHERE account.partner_id = partner.id AND account.active)
              GROUP BY partner.id
                """, own, "–",
            ),
            "kooperacje.survey.wave": SQL(
                """
                SELECT wave.id, NULL AS code, date_part('year', wave.date_from)::int AS first_year,
                       COALESCE(wave.ended_on, wave.date_to) AS closed_on
                  FROM kooperacje_survey_wave wave WHERE wave.company_id = %s AND wave.sent_on IS NOT NULL AND EXISTS (
                       SELECT FROM kooperacje_survey_ticket ticket
                        WHERE ticket.wave_id = wave.id AND ticket.partner_id IS NOT NULL)
                """, own,
            ),
        }

    # ------------------------------------------------------------
    # Erasing
    # ------------------------------------------------------------

    def _erase(self):
        """Erase what the lines name, and leave of it the stub. Asks once more whether it may go: a hold may have come,
        a contact may be back, a case may have been taken up again, the office may have a longer class.

        What may not stays, and the line says why.
        """
        for line in self.filtered(lambda line: line.state == "waiting"):
            record = line.res_model in self.env and self.env[line.res_model].browse(line.res_id).exists()
            if record:
                # Whoever puts it on hold or restricts its processing at this moment writes its row too.
                serialise_on(record)
            reason = record and line._reason_to_keep(record)
            if reason:
                line._write_state("kept", reason)
                continue
            if record:
                self.env["kooperacje.erasure"]._erase_record(record)
            line._write_state("erased")

    def _reason_to_keep(self, record):
        """Why ``record``, which the line names, may not go; empty where it may."""
        self.ensure_one()
        reason = record._keeping_reason() if record._name in ("kooperacje.case", "kooperacje.person") else ""
        if not reason and self.disposal_id.ground == "period" and not self._is_run_out():
            reason = self.env._(
                "Its period of keeping is not over: it was taken up again after the list, or its class keeps it "
                "longer.",
            )
        return reason

    def _write_state(self, state, reason=False):
        gone = {"res_model": False, "res_id": False} if state == "erased" else {}
        self.write({"state": state, "kept_reason": reason, **gone})
