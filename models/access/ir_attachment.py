from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

# Documents that stay open to the whole team while their papers are shared as a scope.
OPEN_DOCUMENTS = ("kooperacje.case", "kooperacje.meeting")


class IrAttachment(models.Model):
    """Core opens a file with its document. The file of a case or of a meeting is one of its papers, which are shared
    as a scope, while the bare case and the calendar stay open to the whole team; files of other documents close with
    these.

    The invitation of a meeting (``invitation.ics``) tells who meets whom: it is as open as its event.
    """

    _name = "ir.attachment"
    _inherit = ["ir.attachment", "kooperacje.noted.mixin"]

    # What a file says, and what it is called.
    _content_names = frozenset({"name", "display_name", "description", "raw", "datas", "db_datas", "index_content"})

    is_case_paper_open = fields.Boolean(
        compute="_compute_is_case_paper_open", search="_search_is_case_paper_open", compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_is_case_paper_open(self):
        papers = self.filtered(lambda file: file.res_model in OPEN_DOCUMENTS and file.res_id)
        keys = self.env["kooperacje.case.attached"]._document_keys(
            {(file.res_model, file.res_id) for file in papers},
        )
        case_ids = {case_id for case_id, _scope_id in keys.values()} - {False}
        Access = self.env["kooperacje.access"]
        open_scopes = Access._open_scopes(case_ids) if Access._may_be_open() else {}
        closed_events = self.env["calendar.event"]._closed_ids(
            self.filtered(lambda file: file.res_model == "calendar.event").mapped("res_id"),
        )
        for file in self:
            case_id, scope_id = keys.get((file.res_model, file.res_id), (False, False))
            scopes = open_scopes.get(case_id, ()) if case_id else None
            file.is_case_paper_open = (scopes is None or scope_id in scopes) and not (
                file.res_model == "calendar.event" and file.res_id in closed_events
            )

    @api.model
    def _search_is_case_paper_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        # One condition in SQL: everybody's lists of files pass here, and each part of a domain is work for the ORM.
        return Domain.custom(to_sql=self._case_paper_open_sql)

    @api.model
    def _case_paper_open_sql(self, model, alias, query):
        name, id_ = model._field_to_sql(alias, "res_model", query), model._field_to_sql(alias, "res_id", query)
        Access = self.env["kooperacje.access"]
        cases = Access._open_cases_sql(
            scope=self.env["kooperacje.case"]._paper_scope(),
        ) if Access._may_be_open() else SQL("SELECT NULL::int4 WHERE FALSE")
        meetings = SQL(
            "SELECT id FROM %s WHERE case_id IS NULL OR case_id IN (%s)",
            SQL.identifier(self.env["kooperacje.meeting"]._table), cases,
        )
        closed = [SQL("%s = 'calendar.event' AND %s", name, self.env["calendar.event"]._closed_sql(id_))]
        closed += [
            SQL("%s = %s AND %s NOT IN (%s)", name, model_name, id_, ids)
            for model_name, ids in zip(OPEN_DOCUMENTS, (cases, meetings), strict=True)
        ]
        return SQL("((%s) IS NOT TRUE)", SQL(" OR ").join(SQL("(%s)", each) for each in closed))

    # ------------------------------------------------------------
    # Whoever is shown a file of a case has read of it
    # ------------------------------------------------------------

    def _note_cases(self, channel):
        ids_by_model = {}
        # sudo: of which document each file is, for the log.
        for file in self.sudo():
            if file.res_id and self.env["kooperacje.case.data"]._is_family_data_model(file.res_model):
                ids_by_model.setdefault(file.res_model, []).append(file.res_id)
        for name, ids in ids_by_model.items():
            self.env[name].browse(ids)._note_shown(channel)

    @api.model
    def _of_cases_domain(self):
        return Domain("res_model", "in", [
            name for name in self.env["kooperacje.case.data"]._case_data_models() if self.env[name]._holds_family_data
        ])

    @api.constrains("public", "res_model")
    def _check_case_data_private(self):
        # sudo: only to learn which model's rules decide.
        for attachment in self.sudo():
            if attachment.public and attachment.res_model in self.env["kooperacje.case.data"]._case_data_models():
                raise ValidationError(self.env._(
                    "A file of a case cannot be made public. Those who may read the case can read its files.",
                ))
