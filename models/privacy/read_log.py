import json
from contextlib import contextmanager

from psycopg2.errors import ReadOnlySqlTransaction

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError
from odoo.tools import SQL


class ReadLog(models.Model):
    """Who saw which case or person, from which institution, when. Append-only, and sealed in blocks
    (``kooperacje.read.block``).

    Reads are noted while a request runs and written down at its end by one statement, each case and each person once
    per request and channel. The row holds ids; names stay where the rules guard them. Neither the ORM, sudo included,
    nor plain SQL may change or delete a row: a trigger refuses it, and a migration that has to must say so by
    disabling the trigger. Two steps of the program may, and say so to the trigger: erasing (``_forget``) and deleting
    rows whose period is over (``kooperacje.read.block._trim``).
    """

    _name = "kooperacje.read.log"
    _description = "Log of accesses"
    _inherit = ["kooperacje.unedited.mixin", "kooperacje.case.code"]
    _order = "id desc"
    _rec_name = "logged_at"
    _log_access = False

    logged_at = fields.Datetime("When", required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "User", required=True, readonly=True, ondelete="restrict")
    institution_id = fields.Many2one("res.partner", "Institution", readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", "Controller", required=True, readonly=True, ondelete="restrict")
    case_id = fields.Many2one("kooperacje.case", "Case", readonly=True, ondelete="restrict")
    # A number, not a link: the officer who reads the log reads no names, and the log outlives the erasure of a person.
    person_id = fields.Integer("Person (number)", readonly=True, aggregator=None)
    # What is sealed in place of the two numbers above: the key that the case or person bears (``read_key``). Erasing
    # throws the key away there and the numbers here, and the seals stay whole.
    subject_key = fields.Char("Key in the seals", readonly=True)
    channel = fields.Selection(
        [("read", "Screen"), ("export", "Export"), ("report", "Document")], "Way", required=True, readonly=True,
    )

    # Written where somebody takes the file of a case out. Free text, so it goes with the case and is not sealed.
    reason = fields.Char(readonly=True)

    _user_idx = models.Index("(user_id, id)")
    _case_idx = models.Index("(case_id, id) WHERE case_id IS NOT NULL")
    _person_idx = models.Index("(person_id, id) WHERE person_id IS NOT NULL")
    _company_idx = models.Index("(company_id, logged_at)")
    _seal_idx = models.Index("(company_id, id)")

    def init(self):
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION kooperacje_read_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'UPDATE' AND current_setting('kooperacje.log_step', TRUE) = 'forget'
                   OR TG_OP = 'DELETE' AND current_setting('kooperacje.log_step', TRUE) = 'trim' THEN
                    RETURN NULL;
                END IF;
                RAISE EXCEPTION 'the log of accesses is append-only';
            END $$;
            CREATE OR REPLACE TRIGGER kooperacje_read_log_append_only
                BEFORE UPDATE OR DELETE OR TRUNCATE ON kooperacje_read_log
                FOR EACH STATEMENT EXECUTE FUNCTION kooperacje_read_log_append_only();
        """)

    # ------------------------------------------------------------
    # Append-only
    # ------------------------------------------------------------

    def _refuse_edit(self):
        raise UserError(self.env._("The log of accesses is kept by the program and cannot be changed by anyone."))

    @contextmanager
    def _step(self, name):
        """Tell the triggers of this transaction which step of the program touches rows: ``forget`` or ``trim``."""
        self.env.cr.execute("SELECT set_config('kooperacje.log_step', %s, TRUE)", [name])
        yield
        self.env.cr.execute("SELECT set_config('kooperacje.log_step', '', TRUE)")

    @api.model
    def _forget(self, case_ids, person_ids):
        """Empty the numbers of erased cases and persons. Who read, when and where from stays."""
        with self._step("forget"):
            for column, ids in (("case_id", case_ids), ("person_id", person_ids)):
                if ids:
                    self.env.cr.execute(SQL(
                        "UPDATE kooperacje_read_log SET %(column)s = NULL, reason = NULL"
                        " WHERE %(column)s = ANY(%(ids)s)",
                        column=SQL.identifier(column), ids=list(ids),
                    ))
        self.invalidate_model()

    # ------------------------------------------------------------
    # Noting reads
    # ------------------------------------------------------------

    @api.model
    def _is_watched(self):
        """Whether reads are logged: those of people are, those of the program itself (sudo, jobs) show nothing to
        anyone.
        """
        return not self.env.su

    @api.model
    def _note(self, records, channel, reason=None):
        """Note that the user has been shown ``records`` of a model of case data. Costs no query now.

        :param reason: why the whole file of these cases is taken out; stands in the rows of the cases of this request
        :raise ReadOnlySqlTransaction: on a replica, where nothing can be logged; Odoo repeats the call on the master
        """
        ids = [id_ for id_ in records._ids if isinstance(id_, int)]
        if not ids or not self._is_watched():
            return
        if self.env.cr.readonly:
            raise ReadOnlySqlTransaction("reading case data is logged")
        precommit = self.env.cr.precommit
        noted = precommit.data.get("kooperacje.read.log")
        if noted is None:
            noted = precommit.data["kooperacje.read.log"] = {}
            precommit.add(self.with_user(SUPERUSER_ID)._write_down)
        noted.setdefault((self.env.uid, channel, records._name), set()).update(ids)
        if reason:
            reasons = precommit.data.setdefault("kooperacje.read.log.reasons", {})
            reasons.update({f"{self.env.uid}:{id_}": reason for id_ in ids})

    @api.model
    def _write_down(self):
        """Write what was noted in this transaction."""
        noted = self.env.cr.precommit.data.pop("kooperacje.read.log", None)
        reasons = self.env.cr.precommit.data.pop("kooperacje.read.log.reasons", {})
        if not noted:
            return
        seen = SQL(" UNION ").join(
            self._seen_sql(uid, channel, self.env[name], ids) for (uid, channel, name), ids in noted.items()
        )
        self.env.cr.execute(SQL(
            """
            INSERT INTO kooperacje_read_log
                   (logged_at, user_id, institution_id, company_id, case_id, person_id, channel,
                    subject_key, reason)
            SELECT %(now)s, seen.user_id, COALESCE(held.institution_id, staff.parent_id), seen.company_id, seen.case_id,
                   seen.person_id, seen.channel, seen.subject_key,
                   %(reasons)s::jsonb ->> (seen.user_id || ':' || seen.case_id)
              FROM (%(seen)s) AS seen
              JOIN res_users ON res_users.id = seen.user_id
              JOIN res_partner staff ON staff.id = res_users.partner_id
         LEFT JOIN LATERAL (
                       SELECT institution_id FROM kooperacje_role_assignment
                        WHERE user_id = seen.user_id AND company_id = seen.company_id
                          AND case_from <= %(today)s AND case_until >= %(today)s
                     ORDER BY role = 'dpo', id LIMIT 1
                   ) held ON TRUE
             WHERE seen.company_id IS NOT NULL
            """,
            now=fields.Datetime.now(), today=self.env["kooperacje.access"]._today(), seen=seen,
            reasons=json.dumps(reasons),
        ))

    @api.model
    @tools.ormcache()
    def _person_data_models(self):
        """Names of the models that hang on a person and on no case."""
        return frozenset(self.env.registry.descendants(["kooperacje.person.data"], "_inherit"))

    @api.model
    def _seen_sql(self, uid, channel, model, ids):
        """``SELECT`` of the cases or persons behind the records ``ids`` of ``model``, once each."""
        source = SQL.identifier(model._table)
        person, nobody = SQL("source.id AS person_id, source.read_key AS subject_key"), SQL("NULL::int AS person_id")
        if model._name == "kooperacje.person":
            shown = SQL("source.company_id, NULL::int AS case_id, %s FROM %s source", person, source)
        elif model._name == "kooperacje.case":
            shown = SQL(
                "source.company_id, source.id AS case_id, %s, source.read_key AS subject_key FROM %s source", nobody,
                source,
            )
        elif model._name in self._person_data_models():
            shown = SQL(
                "source.company_id, NULL::int AS case_id, source.person_id, seen_person.read_key AS subject_key "
                "FROM %s source JOIN kooperacje_person seen_person ON seen_person.id = source.person_id", source,
            )
        elif model._name == "kooperacje.report.card":
            # Written before there is a case; by whom and when tells the officer which report it was.
            shown = SQL(
                "source.company_id, source.case_id, %s, seen_case.read_key AS subject_key FROM %s source "
                "LEFT JOIN kooperacje_case seen_case ON seen_case.id = source.case_id", nobody, source,
            )
        else:
            shown = SQL(
                "seen_case.company_id, seen_case.id AS case_id, %s, seen_case.read_key AS subject_key FROM %s source "
                "JOIN kooperacje_case seen_case ON seen_case.id = source.case_id", nobody, source,
            )
        return SQL(
            "SELECT %s::int AS user_id, %s::varchar AS channel, %s WHERE source.id = ANY(%s)",
            uid, channel, shown, list(ids),
        )
