from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date, format_time
from odoo.tools.safe_eval import safe_eval

from odoo.addons.kooperacje.kernels.office_day import office_today
from odoo.addons.kooperacje.models.access.windows import form, window
from odoo.addons.web.controllers.utils import clean_action

# So many lines of a section are shown; all of them stand in the list behind it.
LINES = 5
# Days ahead in which what falls due is shown.
SOON_DAYS = 14
ROLE_GROUPS = ("kooperacje.group_user", "kooperacje.group_evaluator")


class MyDay(models.AbstractModel):
    """“My day”, the first screen of each role: what waits for the user, in sections, each line with its one button.

    A room adds its sections to :meth:`_sections`. Everything is searched and read as the user: what one may not read
    is neither shown nor counted, and a line that shows content of a family is noted in the log of accesses as a line of
    a list is. Each section costs the same queries whatever waits in it.
    """

    _name = "kooperacje.my.day"
    _description = "What waits for me"

    @api.model
    def waiting(self):
        """What the page shows, the most urgent sections first.

        :raises AccessError: for somebody without a role of the Model
        """
        self._check_role()
        shown = [self._shown(section) for section in self._allowed()]
        shown = [section for section in shown if section["count"]]
        tones = {"late": 0, "today": 1}
        shown.sort(key=lambda one: (min(tones.get(line["tone"], 2) for line in one["lines"]), one["order"]))
        return {
            "sections": shown,
            "screens": self._screens(),
            "institution": self.env.user._kooperacje_institution(),
            "day": format_date(self.env, office_today(), date_format="EEEE, d MMMM y"),
        }

    @api.model
    def open(self, key, record_id):
        """What the button of a line does.

        :return: an action, or False where the step is done and the page is to be read again
        :raises UserError: the section is none of the user's any more, or the record waits in it no longer
        """
        section = self._one(key)
        record = self.env[section["model"]].search(section["domain"] & Domain("id", "=", int(record_id)))
        if not record:
            raise UserError(self.env._(
                "This waits no longer: somebody has dealt with it meanwhile. Read the page again.",
            ))
        if section["listed"]:
            return self.all_of(key)
        if section["method"]:
            done = getattr(record, section["method"])()
            return clean_action(done, self.env) if isinstance(done, dict) else False
        return clean_action(form(record[section["target"]] if section["target"] else record), self.env)

    @api.model
    def all_of(self, key):
        """The list of everything in a section."""
        section = self._one(key)
        action = window(self.env, section["window"])
        context = safe_eval(action["context"] or "{}", {"uid": self.env.uid, "active_id": False, "active_ids": []})
        views = clean_action(action, self.env)["views"]
        return {
            **action, "name": section["title"], "display_name": section["title"], "domain": list(section["domain"]),
            # The section's own condition takes the place of the filters with which the list opens otherwise.
            "context": {key: value for key, value in context.items() if not key.startswith("search_default_")},
            "views": sorted(views, key=lambda view: view[1] != "list"),
        }

    # ------------------------------------------------------------
    # What rooms add
    # ------------------------------------------------------------

    @api.model
    def _sections(self):
        """The sections of the user, made by :meth:`_section`; those of models that the user may not read are left out.
        """
        env, user = self.env, self.env.user
        me, soon = user.partner_id.id, office_today() + timedelta(days=SOON_DAYS)
        sections = [
            self._section(
                "activity", env._("Planned for me"), "mail.activity",
                domain=Domain([
                    ("user_id", "=", user.id), ("date_deadline", "<=", office_today()),
                    ("res_model", "=like", "kooperacje.%"),
                ]) & self._not_shown_elsewhere(),
                words=(("summary", "activity_type_id"), "res_name"), date="date_deadline", order=40,
                method="action_open_document", window="action_my_day_activity",
            ),
            self._section(
                "step", env._("Steps of the partnership that I see to"), "kooperacje.partnership.step",
                domain=[("user_id", "=", user.id), ("state", "=", "todo"), ("partnership_id.state", "!=", "closed"),
                 "|", ("date_due", "=", False), ("date_due", "<=", soon)],
                words=("name", "partnership_id"), date="date_due", order=50, window="action_partnership_step_due",
            ),
            self._section(
                "partnership_action", env._("Actions of the partnership that I answer for"),
                "kooperacje.action.plan.line",
                domain=[("owner_id", "=", me), ("state", "in", ("planned", "progress")),
                        ("partnership_id.state", "!=", "closed")],
                words=("name", "partnership_id"), date="date_to", order=52, window="action_action_plan_line",
            ),
            self._section(
                "mediation", env._("Conflicts in which I mediate"), "kooperacje.problem",
                domain=[("mediator_id", "=", me), ("state", "in", ("reported", "mediation"))],
                words=("number", "partnership_id"), date=None, order=45, window="action_problem",
            ),
            self._section(
                "signature", env._("Papers of the partnership to be signed"), "kooperacje.agreement",
                domain=[("document_state", "=", "issued"), ("company_id", "in", self._led_companies())],
                words=("display_name",), date="document_date", order=60, window="action_agreement",
                aged=True,
            ),
            self._section(
                "member", env._("Invited to the partnership, declaration not signed yet"), "kooperacje.membership",
                domain=[("state", "=", "invited"), ("company_id", "in", self._led_companies())],
                words=("institution_id", "partnership_id"), date=None, order=70, window="action_membership",
            ),
        ]
        if user.has_group("kooperacje.group_regional"):
            sections += [
                self._section(
                    "region_request", env._("Requests for support to be answered"), "kooperacje.support.request",
                    domain=[("state", "=", "requested")], words=("number", "partnership_id"), date="date_wanted",
                    order=20, window="action_support_request", button=env._("Answer"),
                ),
                self._section(
                    "region_step", env._("Late in the partnerships of the voivodeship"), "kooperacje.partnership.step",
                    domain=[("state", "=", "todo"), ("is_standing", "=", False), ("is_overdue", "=", True),
                            ("partnership_id.state", "!=", "closed")],
                    words=("name", "partnership_id"), date="date_due", order=30, window="action_region_step",
                ),
            ]
        if user.has_group("kooperacje.group_manager") or user.has_group("kooperacje.group_admin"):
            sections.append(self._section(
                "authorisation", env._("Authorisations that end soon"), "kooperacje.role.assignment",
                domain=[("is_current", "=", True), ("authorisation_date_to", "<=", office_today() + timedelta(days=30)),
                 ("company_id", "in", user.company_ids.ids)],
                words=("user_id", "role"), date="authorisation_date_to", order=65, window="action_role_assignment",
            ))
        if user.has_group("kooperacje.group_admin"):
            sections.append(self._section(
                "job_fault", env._("Nightly tasks that failed"), "kooperacje.job.fault", domain=[("nights", ">=", 1)],
                words=("task", "kind"), date="last_on", order=35, window="action_job_fault", aged=True,
                listed=True,
            ))
        return sections

    @api.model
    def _section(self, key, title, model, *, domain, words, date, window, order=50, button=None, target=None,
                 method=None, aged=False, listed=False):
        """A section of the page.

        :param words: fields whose values make the text of a line, of several in brackets the first that holds
            something; of a family only what its list shows as well
        :param date: field of the day on which a line falls due, if there is one
        :param window: XML id of the action that lists all of them
        :param order: place among sections that are as urgent
        :param target: field of the record whose form a line opens in place of the line's own
        :param method: method of the record that the button calls, with checks of its own
        :param listed: the button opens the list: the records have no form
        :param aged: the date tells since when something waits; it makes nothing late
        """
        return {
            "key": key, "title": title, "model": model, "domain": Domain(domain), "words": words, "date": date,
            "window": window, "order": order, "button": button or self.env._("Open"), "target": target,
            "method": method, "aged": aged, "listed": listed,
        }

    @api.model
    def _activities_shown_elsewhere(self):
        """Domains of activities whose matter stands in a section of its own; rooms add theirs."""
        if not self.env.user.has_group("kooperacje.group_regional"):
            return []
        return [[("activity_type_id", "=", self.env.ref("kooperacje.activity_decide_request").id)]]

    @api.model
    def _screens(self):
        """Where the user's work goes on: ``[{"name", "action"}]``; rooms add theirs."""
        return []

    # ------------------------------------------------------------
    # How it is shown
    # ------------------------------------------------------------

    @api.model
    def _check_role(self):
        if not any(self.env.user.has_group(group) for group in ROLE_GROUPS):
            raise AccessError(self.env._("This page is for those who hold a role in the Model."))

    @api.model
    def _allowed(self):
        return [section for section in self._sections() if self.env[section["model"]].has_access("read")]

    @api.model
    def _one(self, key):
        self._check_role()
        for section in self._allowed():
            if section["key"] == key:
                return section
        raise UserError(self.env._("There is nothing of this kind for you any more. Read the page again."))

    @api.model
    def _led_companies(self):
        return list(self.env["kooperacje.partnership"]._led_company_ids())

    @api.model
    def _not_shown_elsewhere(self):
        return Domain.AND(~Domain(domain) for domain in self._activities_shown_elsewhere())

    @api.model
    def _shown(self, section):
        """A section as the page shows it: its first lines and how many there are."""
        Model, date = self.env[section["model"]], section["date"]
        stored = date and Model._fields[date].store
        records = Model.search(section["domain"], order=f"{date}, id" if stored else "id", limit=LINES + 1)
        count = len(records) if len(records) <= LINES else Model.search_count(section["domain"])
        records = records[:LINES]
        names = [name for words in section["words"] for name in ([words] if isinstance(words, str) else words)]
        names += [date] if date else []
        rows = [self._line(section, Model, row) for row in records.read(names)]
        return {
            "key": section["key"], "title": section["title"], "order": section["order"], "button": section["button"],
            "count": count, "lines": sorted(rows, key=lambda row: row["sort"]),
        }

    @api.model
    def _line(self, section, Model, row):
        words = [
            next(filter(None, (self._word(Model, name, row[name]) for name in names)), "")
            for names in ([words] if isinstance(words, str) else words for words in section["words"])
        ]
        text = ""
        for word in words:
            if word and word not in text:
                text = f"{text} · {word}" if text else word
        value = row[section["date"]] if section["date"] else False
        when, day, tone = "", False, ""
        if value:
            moment = fields.Datetime.context_timestamp(self, value) if isinstance(value, datetime) else None
            day, today = moment.date() if moment else value, office_today()
            when = format_date(self.env, day)
            if moment:
                when = f"{when}, {format_time(self.env, value, time_format='short')}"
            if section["aged"]:
                when = self.env._("since %s", when)
            elif day < today:
                tone, when = "late", self.env._("late, %s", when)
            elif day == today:
                tone = "today"
                when = self.env._("today, %s", format_time(self.env, value, time_format="short")) if moment else (
                    self.env._("today"))
        return {
            "id": row["id"], "text": text, "when": when, "tone": tone, "sort": str(day or "9999"),
        }

    @api.model
    def _word(self, Model, name, value):
        """A value of ``read`` in words."""
        field = Model._fields[name]
        if not value:
            return ""
        if field.type == "many2one":
            return value[1]
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return format_date(self.env, value)
        return str(value)
