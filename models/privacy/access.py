from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.network.role_assignment import FAR_FUTURE

# Cases that the nightly look derives in one transaction.
DERIVE_BATCH = 1000

# Models whose content decides who may see a case, and the fields it is decided by.
SOURCES = {
    "kooperacje.case": ["user_id", "company_id"],
    "kooperacje.consent": ["case_id", "document_state"],
    "kooperacje.consent.statement": [
        "case_id", "consent_id", "kind", "institution_id", "scope_ids", "narrowed_scope_ids", "is_granted", "date_from",
        "date_to", "withdrawn_on",
    ],
    "kooperacje.team": ["case_id", "state"],
    "kooperacje.team.member": ["team_id", "user_id", "institution_id", "state", "date_from", "date_to"],
    "kooperacje.role.assignment": ["user_id", "company_id", "institution_id", "role", "case_from", "case_until"],
    "res.company": ["partner_id"],
    "res.users": ["active"],
}


class Access(models.Model):
    """The one relation that says who may see a case, and until when (architecture, decision 4).

    Derived, never edited, one row for every way in and every span of dates in which it is open:

    - the case manager, by the role of social worker in the office the case belongs to; may write;
    - every manager of that office; may write;
    - every accepted member of a task team, by the role at the member's institution, as long as the consent to the
      method and, for an institution other than the office itself, the consent to share data with it are in force.
      Members read; whoever is to write is made case manager.

    A role opens nothing before the written authorisation and the secrecy undertaking (art. 100 ust. 6 u.p.s.:
    ``case_from``, ``case_until``). A suspended team closes the case to other institutions, a closed one to all its
    members.

    The row of a member from another institution bears the scopes of data that the family shares with it
    (``scopes``); one without them, of the office itself, reads all there is. What a scope opens is said by the models
    that inherit ``kooperacje.case.scoped``.

    ``valid_from``/``valid_until`` are the intersection of all those dates, so a consent that begins or ends,
    or a role that ends, does so at midnight without any job having run.
    """

    _name = "kooperacje.access"
    _description = "Access to a case"
    _inherit = ["kooperacje.unedited.mixin"]
    _order = "case_id, user_id, id"
    _rec_name = "case_id"
    _log_access = False

    case_id = fields.Many2one("kooperacje.case", "Case", required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "User", required=True, ondelete="cascade")
    institution_id = fields.Many2one("res.partner", "Institution", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", "Office", required=True, index=True, ondelete="cascade")
    origin = fields.Selection(
        [("case_manager", "Case manager"), ("manager", "Manager"), ("member", "Team member")], "Ground", required=True,
    )
    can_write = fields.Boolean("May write")
    # Ids in a list, in the row itself: a condition on the relation must not join another one.
    scopes = fields.Json("Scopes (stored)", export_string_translation=False)
    scope_ids = fields.Many2many(
        "kooperacje.data.scope", string="Scope of data", compute="_compute_scope_ids",
        help="What of the case the family shares with the institution. Empty for the office itself, which reads all.",
    )
    valid_from = fields.Date("From", required=True)
    valid_until = fields.Date("Until (stored)", required=True, help="31.12.9998 if nothing ends it.")
    ends_on = fields.Date("Until", compute="_compute_ends_on", help="Empty if nothing ends it.")

    _user_idx = models.Index("(user_id, valid_until, valid_from, case_id)")
    _row_uniq = models.UniqueIndex(
        "(case_id, user_id, origin, institution_id, valid_from, valid_until, COALESCE(scopes, 'null'))",
    )

    @api.depends("valid_until")
    def _compute_ends_on(self):
        for access in self:
            access.ends_on = access.valid_until if access.valid_until != FAR_FUTURE else False

    @api.depends("scopes")
    def _compute_scope_ids(self):
        for access in self:
            access.scope_ids = access.scopes or []

    # ------------------------------------------------------------
    # Derived only
    # ------------------------------------------------------------

    def _refuse_edit(self):
        raise UserError(self.env._(
            "Access to a case is not granted by hand. It follows from the case manager, the roles, the task team and "
            "the consents: change those.",
        ))

    # ------------------------------------------------------------
    # Reading the relation
    # ------------------------------------------------------------

    @api.model
    def _today(self):
        """Today in the office, whatever time zone the caller claims."""
        return office_today()

    @api.model
    def _may_be_open(self):
        """Whether a row can open anything to the user of the environment: nobody reads a case without a role.

        Asked first where people without a role pass too. Costs no query.
        """
        return self.env.user.has_group("kooperacje.group_user")

    @api.model
    def _is_staff_sql(self):
        """Condition on a row: a way in through the office itself, not through a partner institution."""
        return SQL(
            "(origin != 'member' OR institution_id = "
            "(SELECT office.partner_id FROM res_company office WHERE office.id = kooperacje_access.company_id))",
        )

    @api.model
    def _open_today_sql(self):
        """Condition on a row: a way in that is open today to the user of the environment."""
        today = self._today()
        return SQL("user_id = %s AND valid_from <= %s AND valid_until >= %s", self.env.uid, today, today)

    @api.model
    def _open_cases_sql(self, *, write=False, staff=False, whole=False, scope=None):
        """``SELECT`` of the ids of the cases open today to the user of the environment.

        :param whole: only those of which the user reads all
        :param scope: only those in which the user reads data of this scope (``kooperacje.data.scope``)
        """
        conditions = [self._open_today_sql()]
        if write:
            conditions.append(SQL("can_write"))
        if staff:
            conditions.append(self._is_staff_sql())
        if whole:
            conditions.append(SQL("scopes IS NULL"))
        if scope:
            conditions.append(SQL("(scopes IS NULL OR scopes @> to_jsonb(%s::int))", scope.id))
        return SQL("SELECT case_id FROM kooperacje_access WHERE %s", SQL(" AND ").join(conditions))

    @api.model
    def _open_pairs_sql(self):
        """``SELECT`` of the pairs of case and scope open today, of the cases of which the user reads a part."""
        return SQL(
            "SELECT case_id, jsonb_array_elements_text(scopes)::int FROM kooperacje_access "
            "WHERE %s AND scopes IS NOT NULL", self._open_today_sql(),
        )

    @api.model
    def _open_rows(self, case_ids):
        """The ways in that are open today to the user of the environment: ``[(case id, may write, is staff, scopes)]``.

        One query for any number of cases. Most ask ``kooperacje.case``, which remembers the answer.
        """
        ids = [id_ for id_ in case_ids if id_]
        return self.env.execute_query(SQL(
            "SELECT case_id, can_write, %s, scopes FROM kooperacje_access WHERE %s AND case_id = ANY(%s)",
            self._is_staff_sql(), self._open_today_sql(), ids,
        )) if ids else []

    @api.model
    def _open_scopes(self, case_ids):
        """Scopes open today to the user of the environment, see ``kooperacje.case._open_scopes``."""
        return self.env["kooperacje.case"].browse(id_ for id_ in case_ids if id_)._open_scopes()

    @api.model
    def _open_pairs(self, case_ids, user_ids):
        """Pairs of case id and user id that are open today, of the given ones. One query for any number."""
        if not case_ids or not user_ids:
            return set()
        today = self._today()
        return set(self.env.execute_query(SQL(
            "SELECT case_id, user_id FROM kooperacje_access WHERE case_id = ANY(%s) AND user_id = ANY(%s) "
            "AND valid_from <= %s AND valid_until >= %s", list(case_ids), list(user_ids), today, today,
        )))

    # ------------------------------------------------------------
    # Deriving the relation
    # ------------------------------------------------------------

    @api.model
    def _refresh(self, cases):
        """Derive the rows of ``cases`` anew: two statements for any number of cases.

        Two transactions that refresh the same case at once would each derive it without seeing the other's change
        (a consent withdrawn here, a member accepted there) and leave a door open. Counting up ``access_version``
        makes PostgreSQL refuse the later of them, and Odoo runs it again on what the first has left.
        """
        ids = [id_ for id_ in cases.ids if id_]
        if not ids:
            return
        for model, names in SOURCES.items():
            self.env[model].flush_model(names)
        self.env.cr.execute(SQL(
            "UPDATE kooperacje_case SET access_version = COALESCE(access_version, 0) + 1 WHERE id = ANY(%s)", ids,
        ))
        lost, gained = self._derive(SQL("c.id = ANY(%s)", ids))
        self._invalidate_access()
        self._close(lost)
        self._open(gained)

    @api.autovacuum
    def _derive_all(self):
        """Nightly second look at the relation, a batch of cases at a time; nothing waits for it, access ends by its
        dates.

        Each batch counts up the versions of its cases like any other refresh, in a transaction of its own: what is
        derived from a snapshot older than a withdrawal must not put back the row the withdrawal took away. A batch
        that somebody is changing is left to its own refresh and to the next night.
        """
        self.env["kooperacje.job"]._run(
            "kooperacje.access._derive_all", self._find_to_derive, self._derive_free, batch=DERIVE_BATCH, counted=False,
        )

    @api.model
    def _find_to_derive(self):
        return self.env["kooperacje.case"].browse(
            id_ for [id_] in self.env.execute_query(SQL("SELECT id FROM kooperacje_case ORDER BY id"))
        )

    @api.model
    def _derive_free(self, cases):
        """Derive the cases that no other transaction is changing."""
        self.env.cr.execute(SQL(
            "SELECT id FROM kooperacje_case WHERE id = ANY(%s) FOR NO KEY UPDATE SKIP LOCKED", cases.ids,
        ), log_exceptions=False)
        self._refresh(cases.browse(id_ for [id_] in self.env.cr.fetchall()))

    @api.model
    def _derive(self, condition):
        """Make the rows of the cases ``c`` under ``condition`` what they should be.

        :return: ``(case id, user id)`` of the pairs that lost a row, and so perhaps their access, and of those that
            gained one
        """
        statement_fields = self.env["kooperacje.consent.statement"]._fields
        shared, narrowed = statement_fields["scope_ids"], statement_fields["narrowed_scope_ids"]
        rows = self.env.execute_query(SQL(
            """
            WITH concerned AS MATERIALIZED (
                SELECT c.id, c.user_id, c.company_id, office.partner_id
                  FROM kooperacje_case c
                  JOIN res_company office ON office.id = c.company_id
                 WHERE %(condition)s AND c.erased_on IS NULL
            ), held AS MATERIALIZED (
                SELECT assignment.user_id, assignment.company_id, assignment.institution_id, assignment.role,
                       assignment.case_from, assignment.case_until
                  FROM kooperacje_role_assignment assignment
                  JOIN res_users holder ON holder.id = assignment.user_id AND holder.active
                 WHERE assignment.company_id IN (SELECT company_id FROM concerned)
                   AND assignment.role IN ('social_worker', 'manager', 'specialist')
                   AND assignment.case_from <= assignment.case_until
            ), agreed AS NOT MATERIALIZED (
                SELECT statement.id, statement.case_id, statement.kind, statement.institution_id, statement.date_from,
                       LEAST(statement.date_to, statement.withdrawn_on - 1) AS date_to
                  FROM kooperacje_consent_statement statement
                  JOIN kooperacje_consent consent ON consent.id = statement.consent_id
                 WHERE statement.is_granted
                   AND consent.document_state = 'signed'
            ), member AS MATERIALIZED (
                SELECT c.id AS case_id, c.company_id, m.user_id, m.institution_id, m.date_from, m.date_to,
                       m.institution_id = c.partner_id AS is_own
                  FROM concerned c
                  JOIN kooperacje_team team ON team.case_id = c.id
                  JOIN kooperacje_team_member m ON m.team_id = team.id
                 WHERE m.state = 'accepted'
                   AND m.user_id IS NOT NULL
                   AND (m.institution_id = c.partner_id OR NOT EXISTS (
                           SELECT FROM kooperacje_restriction mark
                             JOIN %(restricted)s link ON link.kooperacje_restriction_id = mark.id
                            WHERE link.kooperacje_case_id = c.id AND mark.lifted_on IS NULL))
                   AND (team.state IN ('inviting', 'active')
                        OR team.state = 'suspended' AND m.institution_id = c.partner_id)
            ), spans AS (
                SELECT c.id AS case_id, c.company_id, held.institution_id, held.user_id, 'case_manager' AS origin,
                       TRUE AS can_write, held.case_from AS valid_from, held.case_until AS valid_until,
                       NULL::jsonb AS scopes
                  FROM concerned c
                  JOIN held ON held.user_id = c.user_id AND held.company_id = c.company_id
                           AND held.role = 'social_worker'
                 UNION
                SELECT c.id, c.company_id, held.institution_id, held.user_id, 'manager', TRUE,
                       held.case_from, held.case_until, NULL::jsonb
                  FROM concerned c
                  JOIN held ON held.company_id = c.company_id AND held.role = 'manager'
                 UNION
                SELECT member.case_id, member.company_id, held.institution_id, member.user_id, 'member', FALSE,
                       GREATEST(member.date_from, held.case_from, method.date_from, sharing.date_from),
                       LEAST(member.date_to, held.case_until, method.date_to, sharing.date_to),
                       CASE WHEN NOT member.is_own THEN (
                           SELECT COALESCE(jsonb_agg(shared.%(scope)s ORDER BY shared.%(scope)s), '[]')
                             FROM %(shared)s shared
                            WHERE shared.%(statement)s = sharing.id
                              AND NOT EXISTS (
                                      SELECT FROM %(narrowed)s narrowed
                                       WHERE narrowed.%(statement)s = shared.%(statement)s
                                         AND narrowed.%(scope)s = shared.%(scope)s)
                       ) END
                  FROM member
                  JOIN held ON held.user_id = member.user_id AND held.company_id = member.company_id
                           AND held.institution_id = member.institution_id
                  JOIN agreed method ON method.case_id = member.case_id AND method.kind = 'method'
             LEFT JOIN agreed sharing ON sharing.case_id = member.case_id AND sharing.kind = 'sharing'
                                     AND sharing.institution_id = member.institution_id AND NOT member.is_own
                 WHERE member.is_own OR sharing.case_id IS NOT NULL
            ), desired AS (
                SELECT * FROM spans WHERE valid_from <= valid_until
            ), added AS (
                INSERT INTO kooperacje_access
                       (case_id, company_id, institution_id, user_id, origin, can_write, valid_from, valid_until,
                        scopes)
                SELECT case_id, company_id, institution_id, user_id, origin, can_write, valid_from, valid_until,
                       scopes
                  FROM desired
                    ON CONFLICT DO NOTHING
             RETURNING case_id, user_id
            ), removed AS (
                DELETE FROM kooperacje_access a
                 USING concerned
                 WHERE a.case_id = concerned.id
                   AND NOT EXISTS (
                           SELECT FROM desired
                            WHERE (desired.case_id, desired.user_id, desired.origin, desired.institution_id,
                                   desired.valid_from, desired.valid_until)
                                = (a.case_id, a.user_id, a.origin, a.institution_id, a.valid_from, a.valid_until)
                              AND desired.scopes IS NOT DISTINCT FROM a.scopes)
             RETURNING a.case_id, a.user_id
            ), moved AS (
                UPDATE kooperacje_access a
                   SET company_id = concerned.company_id
                  FROM concerned
                 WHERE a.case_id = concerned.id AND a.company_id != concerned.company_id
            )
            SELECT case_id, user_id, TRUE AS is_lost FROM removed UNION SELECT case_id, user_id, FALSE FROM added
            """,
            restricted=SQL.identifier(self.env["kooperacje.restriction"]._fields["case_ids"].relation),
            condition=condition, shared=SQL.identifier(shared.relation), statement=SQL.identifier(shared.column1),
            scope=SQL.identifier(shared.column2), narrowed=SQL.identifier(narrowed.relation),
        ))
        lost, gained = (
            [(case_id, user_id) for case_id, user_id, is_lost in rows if is_lost is kind] for kind in (True, False)
        )
        return lost, gained

    @api.model
    def _invalidate_access(self):
        """Forget the access that this transaction has cached."""
        self.env["kooperacje.case"].invalidate_model(
            ["user_can_read", "user_can_write", "user_is_staff", "user_scopes", "access_ids", "access_version"],
            flush=False,
        )
        for name in self.env["kooperacje.case.key"]._keyed_models():
            Model = self.env[name]
            Model.invalidate_model(["user_can_read", *getattr(Model, "_scoped_fields", dict)()], flush=False)
        self.env["kooperacje.person"].invalidate_model(["display_name"], flush=False)
        self.env["calendar.event"].invalidate_model(["kooperacje_open"], flush=False)
        self.invalidate_model(flush=False)

    @api.model
    def _close(self, lost):
        """Take users who lost a case off its followers, remove its messages from their inbox and its meetings from
        their calendar.

        Housekeeping only: what they may read is decided by the rules, at every read.

        :param lost: pairs of case id and user id; those who kept another way in are left alone
        """
        if not lost:
            return
        still = set(self.env.execute_query(SQL(
            "SELECT case_id, user_id FROM kooperacje_access WHERE case_id = ANY(%s) AND valid_from <= %s "
            "AND valid_until >= %s", list({case_id for case_id, _user_id in lost}), self._today(), self._today(),
        )))
        users_by_case = {}
        for case_id, user_id in set(lost) - still:
            users_by_case.setdefault(case_id, set()).add(user_id)
        if not users_by_case:
            return
        partner_by_user = {
            user.id: user.partner_id.id for user in self.env["res.users"].browse(set().union(*users_by_case.values()))
        }
        for name in self.env["kooperacje.case.data"]._case_data_models():
            Document = self.env[name]
            if not hasattr(Document, "message_follower_ids") or not Document._holds_family_data:
                continue
            if name == "kooperacje.case":
                documents = Document.browse(users_by_case)
                case_ids = users_by_case
            else:
                documents = Document.with_context(active_test=False).search([("case_id", "in", list(users_by_case))])
                case_ids = [document.case_id.id for document in documents]
            gone = {
                (document.id, partner_by_user[user_id])
                for document, case_id in zip(documents, case_ids, strict=True) for user_id in users_by_case[case_id]
            }
            partner_ids = list(set(partner_by_user.values()))
            self.env["mail.followers"].search([
                ("res_model", "=", name), ("res_id", "in", documents.ids), ("partner_id", "in", partner_ids),
            ]).filtered(lambda follower, gone=gone: (follower.res_id, follower.partner_id.id) in gone).unlink()
            self.env["mail.notification"].search([
                ("mail_message_id.model", "=", name), ("mail_message_id.res_id", "in", documents.ids),
                ("res_partner_id", "in", partner_ids), ("is_read", "=", False),
            ]).filtered(
                lambda notification, gone=gone:
                (notification.mail_message_id.res_id, notification.res_partner_id.id) in gone
            ).is_read = True
        self.env["kooperacje.meeting"].search([
            ("case_id", "in", list(users_by_case)), ("state", "=", "planned"), ("event_id", "!=", False),
        ])._sync_calendar()

    @api.model
    def _open(self, gained):
        """Put planned meetings back into the calendar of users who gained a case.

        :param gained: pairs of case id and user id
        """
        if gained:
            self.env["kooperacje.meeting"].search([
                ("case_id", "in", list({case_id for case_id, _user_id in gained})), ("state", "=", "planned"),
                ("event_id", "!=", False),
            ])._sync_calendar()
