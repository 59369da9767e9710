from odoo import Command, api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import dialog

from .case_person import TITLES


class Case(models.Model):
    """Cases that change hands, and those that nobody runs: the role of their case manager has ended, or the account is
    closed. These stay in the office's lists under the name of who has left, and stand first on the head's, until the
    head gives them to somebody (``kooperacje.case.give``).
    """

    _inherit = "kooperacje.case"
    _neutral_fields = frozenset({"is_without_worker"})

    is_without_worker = fields.Boolean(
        "Nobody runs it", compute="_compute_is_without_worker", search="_search_is_without_worker",
        help="Who ran the case is no social worker of the office any more.",
    )

    handover_ids = fields.One2many("kooperacje.handover", "case_id", "Handing over")

    def _follow_case_manager(self, before):
        """All that was to be done goes with the case: who runs it is a member from the start (K3D-162).

        To be called as superuser. Each room adds what it knows; nothing stays with who cannot open it.

        :param before: ``{case id: case manager so far}``
        """
        self._move_activities(before)
        for case in self:
            case._replace_in_team(before[case.id])
        # An offer to somebody else has been overtaken.
        self.handover_ids.filtered(lambda one: one.state == "offered" and one.kind == "worker")._answer(
            "withdrawn", self.env.uid,
        )
        projects = self.env["kooperacje.social.project"].search([
            ("case_id", "in", self.ids), ("state", "not in", ("finished", "settled", "rejected")),
        ])
        for project in projects:
            if project.user_id == before[project.case_id.id]:
                project.user_id = project.case_id.user_id
        # Whom they leave, and whom they come to: the end of that role may be known as well.
        concerned = self.user_id.union(*before.values())
        self.env["kooperacje.role.assignment"]._tell_of_cases_left(concerned, self.company_id)

    def _move_activities(self, before):
        """Activities of the case managers so far, on whatever belongs to the cases, and of those who have no account
        any more. What a case manager is asked as the head of the office stays with the head.
        """
        Activity = self.env["mail.activity"]
        found = Activity.search([("case_id", "in", self.ids)])
        case_by_activity = {activity: activity.case_id for activity in found}
        for name, path in self._keyless_documents().items():
            documents = self.env[name].search([(path, "in", self.ids)])
            case_by_document = {document.id: document.mapped(path) for document in documents}
            for activity in Activity.search([("res_model", "=", name), ("res_id", "in", documents.ids)]):
                case_by_activity[activity] = case_by_document[activity.res_id]
        of_heads, moved = self.env.ref("kooperacje.activity_social_project", raise_if_not_found=False), {}
        for activity, case in case_by_activity.items():
            user = activity.with_context(active_test=False).user_id
            if user.active and activity.activity_type_id == of_heads and user._has_role("manager", case.company_id):
                continue
            if user == before[case.id] or (user and not user.active):
                moved[case.user_id] = moved.get(case.user_id, Activity) | activity
        for user, activities in moved.items():
            # Without a mail for each: the new worker is told once of each case.
            activities.with_context(mail_activity_quick_update=True).user_id = user

    @api.model
    def _keyless_documents(self):
        """``{model: path to its case}`` of what belongs to a case and tells nothing of the family: what hangs on it
        bears no key.
        """
        return {
            "kooperacje.team": "case_id", "kooperacje.team.member": "case_id", "kooperacje.handover": "case_id",
            "kooperacje.referral": "line_id.case_id",
        }

    def _replace_in_team(self, before):
        """The new case manager takes the place of the former one in the team, in drafts of plans too."""
        self.ensure_one()
        case, team = self, self._get_open_team()
        own = case.company_id.partner_id
        live = team.member_ids.filtered(lambda member: member.state in ("proposed", "invited", "accepted"))
        former = live.filtered(lambda member: member.institution_id == own and member.partner_id == before.partner_id)
        if not former:
            return
        # The services of the office that the case manager stood for.
        services = former.service_ids
        present = live.filtered(lambda member: member.partner_id == case.user_id.partner_id)
        if not present:
            present = self.env["kooperacje.team.member"].create({
                "team_id": team.id, "institution_id": own.id, "partner_id": case.user_id.partner_id.id,
                "works_with_family": True, "service_ids": [Command.set(services.ids)],
            })
        present.filtered(lambda member: member.state != "accepted")._join()
        former._leave(office_today())
        former._succeed(present)
        drafts = case.plan_ids.filtered(lambda plan: plan.state == "draft")
        for parts in (drafts.action_ids, drafts.service_line_ids):
            parts.filtered(lambda part: part.member_id in former).member_id = present

    def _end_as_moved(self):
        """Close the case for the reason the Model gives: the family is helped elsewhere now."""
        self.closing_premise_id = self.env.ref("kooperacje.premise_end_moved")
        self._move_to_phase("closed")

    def _copy_to_office(self, user, partnership):
        """The case of the receiving centre: of persons, words and needs what the consent shares with it by scope.

        To be called as superuser. Papers, plans and notes stay with the office that made them.
        """
        self.ensure_one()
        Statement = self.env["kooperacje.consent.statement"]
        covering = Statement.search(Statement._valid_domain() & fields.Domain([
            ("case_id", "=", self.id), ("kind", "=", "sharing"),
            ("institution_id", "=", partnership.company_id.partner_id.id),
        ]))
        shared = covering.open_scope_ids
        codes = set(shared.mapped("code"))
        lines = self.case_person_ids if "IDENTITY" in codes else self.case_person_ids[:0]
        needs = self.need_line_ids.filtered(lambda need: not need.scope_id or need.scope_id in shared)
        persons = lines.person_id._copy_to_office(partnership.company_id)
        return self.create({
            "partnership_id": partnership.id, "user_id": user.id, "unit_kind": self.unit_kind,
            "source": "institution", "need_words": self.need_words if "SUPPORT" in codes else False,
            "need_line_ids": [
                Command.create({"need_id": need.need_id.id, "priority": need.priority}) for need in needs
            ],
            "case_person_ids": [
                Command.create({
                    "person_id": persons[line.person_id].id, "relation": line.relation,
                    "in_household": line.in_household, "joined_on": line.joined_on, "left_on": line.left_on,
                    "left_reason": line.left_reason, "guardian_kind": line.guardian_kind,
                    "guardian_reason": line.guardian_reason,
                    "guardian_of_ids": [Command.set([
                        persons[ward].id for ward in line.guardian_of_ids if ward in lines.person_id
                    ])],
                })
                for line in lines.sorted(lambda line: line.guardian_kind in TITLES)
            ],
        })

    def action_hand_over(self):
        return self._open_wizard(
            "kooperacje.handover", self.env._("Hand the case over"), dialog_size="medium",
        )

    # ------------------------------------------------------------
    # Cases that nobody runs
    # ------------------------------------------------------------

    @api.model
    def _without_worker_sql(self, alias):
        """Condition on a row of cases: no social worker of the office runs it today, and it has not ended.

        Without its papers a role opens no case, yet its holder has not left.
        """
        today = office_today()
        return SQL(
            """(%(alias)s.phase != 'closed' AND NOT EXISTS (
                   SELECT FROM kooperacje_role_assignment held
                     JOIN res_users holder ON holder.id = held.user_id AND holder.active
                    WHERE held.user_id = %(alias)s.user_id AND held.company_id = %(alias)s.company_id
                      AND held.role = 'social_worker' AND held.date_from <= %(today)s AND held.valid_until >= %(today)s
            ))""",
            alias=SQL.identifier(alias), today=today,
        )

    def _flush_workers(self):
        self.flush_model(["user_id", "company_id", "phase"])
        self.env["kooperacje.role.assignment"].flush_model(
            ["user_id", "company_id", "role", "date_from", "valid_until"],
        )
        self.env["res.users"].flush_model(["active"])

    @api.depends("user_id.active", "user_id.role_assignment_ids.valid_until", "company_id", "phase")
    def _compute_is_without_worker(self):
        """By today's roles, whenever it is read: one query for all."""
        found = set()
        if self.ids:
            self._flush_workers()
            found = {id_ for [id_] in self.env.execute_query(SQL(
                "SELECT c.id FROM kooperacje_case c WHERE c.id IN %s AND %s", tuple(self.ids),
                self._without_worker_sql("c"),
            ))}
        for case in self:
            case.is_without_worker = case._origin.id in found

    def _search_is_without_worker(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._flush_workers()
        return fields.Domain("id", "in", SQL(
            "(SELECT c.id FROM kooperacje_case c WHERE %s)", self._without_worker_sql("c"),
        ))

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """The list of the head begins with them."""
        if field_name == "is_without_worker":
            self._flush_workers()
            return SQL("%s %s %s", self._without_worker_sql(alias), direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # ------------------------------------------------------------
    # Giving cases
    # ------------------------------------------------------------

    def _check_may_give(self):
        """:raises AccessError: the user is not the head of the office of each of the cases"""
        self.check_access("write")
        for office in self.company_id:
            if not self.env.user._has_role("manager", office):
                raise AccessError(self.env._(
                    "Only the manager gives cases to another worker. Ask the manager of %(office)s, or offer a case to "
                    "a colleague by “Hand over”.", office=office.name,
                ))

    def action_give_to(self):
        """The head gives the cases to another worker, many at once."""
        self._check_may_give()
        return dialog(
            self.env._("Give to another worker"), "kooperacje.case.give",
            context={"default_case_ids": self.ids, "dialog_size": "medium"},
        )
