"""What the program takes with it when it is uninstalled, beside what Odoo removes by itself."""

import json
import re

from odoo import Command
from odoo.tools import SQL

MODULE = "kooperacje"


def uninstall(env):
    """Leave nothing behind, and open nothing that was closed.

    Odoo drops tables, columns, screens, groups and rules; messages, activities and files of a model go with it. What
    was closed by a rule of ours but lies in a table of Odoo's goes here, before any rule does: one transaction holds
    it all, so a failure leaves everything as it was.
    """
    env = env(context={
        **env.context, "active_test": False, "_force_unlink": True, "tracking_disable": True,
        "no_mail_to_attendees": True, "dont_notify": True, "mail_notify_force_send": False,
    })
    models = _own_models(env)
    _take_back_companies(env)
    env.flush_all()
    _release_rows(env, models)
    _remove_events(env, models)
    _remove_answers(env)
    _remove_what_was_said(env, models)
    _remove_saved_values(env, models)
    _remove_series(env)
    _remove_companies(env)
    _remove_reflections(env, models)
    _remove_database_objects(env)
    _empty_tables(env, models)


def _own_models(env):
    """Names of the models that go, those of which nobody but this program is the owner."""
    return [name for [name] in env.execute_query(SQL(
        """
        SELECT model.model
          FROM ir_model model
          JOIN ir_model_data owned ON owned.model = 'ir.model' AND owned.res_id = model.id
         GROUP BY model.id
        HAVING bool_and(owned.module = %s)
        """, MODULE,
    ))]


def _take_back_companies(env):
    """Companies that came with a role go with it: with the groups alone a partner's worker would keep reading what
    the office holds in other applications.
    """
    assignments = env["kooperacje.role.assignment"].search([("gave_company", "=", True)])
    for user, given in assignments.grouped("user_id").items():
        over = (given.company_id - user.company_id) & user.company_ids
        if over:
            user.write({"company_ids": [Command.unlink(company.id) for company in over]})


def _remove_events(env, models):
    """Meetings stand in the calendar with names and guests. Nobody is told: the meetings themselves are not off."""
    events = env["kooperacje.meeting"].search([("event_id", "!=", False)]).event_id
    events |= env["calendar.event"].search([("res_model", "in", models)])
    recurrences = events.recurrence_id
    _erase(events)
    _erase(recurrences.filtered(lambda recurrence: not recurrence.calendar_event_ids))


def _remove_answers(env):
    """People answered on the promise that nobody would know who said what. That promise is kept by this program, so
    their answers go with it, with the questionnaires they answer.
    """
    surveys = env["survey.survey"].search([("kooperacje_tool", "!=", False)])
    _erase(env["survey.user_input"].search([("survey_id", "in", surveys.ids)]))
    _erase(surveys.question_and_page_ids)
    _erase(surveys)


def _erase(records):
    """Rows of Odoo's models with what hangs on them. By SQL: tables of ours that compute from them go anyway."""
    env, name, ids = records.env, records._name, records.ids
    if not ids:
        return
    env["ir.attachment"].search([
        ("res_model", "=", name), ("res_id", "in", ids), ("res_field", "in", [False, *records._fields]),
    ]).unlink()
    for table, model, id_ in (
        ("mail_activity", "res_model", "res_id"), ("mail_followers", "res_model", "res_id"),
        ("mail_message", "model", "res_id"), ("ir_model_data", "model", "res_id"),
    ):
        env.cr.execute(SQL(
            "DELETE FROM %s WHERE %s = %s AND %s = ANY(%s)",
            SQL.identifier(table), SQL.identifier(model), name, SQL.identifier(id_), ids,
        ))
    env.cr.execute(SQL("DELETE FROM %s WHERE id = ANY(%s)", SQL.identifier(records._table), ids))
    env.invalidate_all(flush=False)


def _remove_what_was_said(env, models):
    """Messages, mails in the queue, planned messages and notifications about records that go."""
    cr = env.cr
    cr.execute(SQL(
        "DELETE FROM mail_mail USING mail_message message "
        "WHERE message.id = mail_message_id AND message.model = ANY(%s)", models,
    ))
    for table, column in (
        ("mail_scheduled_message", "model"), ("mail_activity", "res_model"), ("mail_followers", "res_model"),
        ("mail_message", "model"),
    ):
        cr.execute(SQL("DELETE FROM %s WHERE %s = ANY(%s)", SQL.identifier(table), SQL.identifier(column), models))
    # The value of a field is kept with its label after the field is gone; ours may be of an institution.
    cr.execute(SQL(
        """
        DELETE FROM mail_tracking_value value USING ir_model_fields field, ir_model_data owned
         WHERE field.id = value.field_id AND owned.model = 'ir.model.fields' AND owned.res_id = field.id
           AND owned.module = %s
        """, MODULE,
    ))
    # What the browsers have been told in the last day.
    cr.execute("DELETE FROM bus_bus WHERE message LIKE '%kooperacje%'")


def _remove_saved_values(env, models):
    """Defaults, filters, export lists, parameters and first screens that name what goes."""
    cr = env.cr
    _remove_defaults(env)
    cr.execute(SQL("DELETE FROM ir_filters WHERE model_id = ANY(%s)", models))
    cr.execute(SQL("DELETE FROM ir_exports WHERE resource = ANY(%s)", models))
    for model, names in _own_fields(env).items():
        named = rf"\m({'|'.join(map(re.escape, names))})\M"
        cr.execute(SQL(
            "DELETE FROM ir_filters WHERE model_id = %s AND concat_ws(' ', domain, context, sort) ~ %s", model, named,
        ))
        cr.execute(SQL(
            "DELETE FROM ir_exports_line line USING ir_exports list WHERE list.id = line.export_id "
            "AND list.resource = %s AND line.name ~ %s", model, named,
        ))
    cr.execute(SQL(
        "DELETE FROM ir_exports list WHERE list.resource = ANY(%s) "
        "AND NOT EXISTS (SELECT FROM ir_exports_line line WHERE line.export_id = list.id)", list(_own_fields(env)),
    ))
    cr.execute(SQL("DELETE FROM ir_config_parameter WHERE starts_with(key, %s)", f"{MODULE}."))
    cr.execute(SQL("DELETE FROM ir_logging WHERE starts_with(name, %s)", f"odoo.addons.{MODULE}"))
    # A first screen has no foreign key: whoever keeps ours could not get past it.
    cr.execute(SQL(
        "UPDATE res_users SET action_id = NULL WHERE action_id IN (SELECT res_id FROM ir_model_data "
        "WHERE module = %s AND starts_with(model, 'ir.actions.'))", MODULE,
    ))
    env.invalidate_all()


def _own_fields(env):
    """Names of the fields that go, by the model of Odoo's that bears them."""
    fields = {}
    for model, name in env.execute_query(SQL(
        """
        SELECT field.model, field.name
          FROM ir_model_fields field
          JOIN ir_model_data owned ON owned.model = 'ir.model.fields' AND owned.res_id = field.id
         GROUP BY field.id
        HAVING bool_and(owned.module = %s)
        """, MODULE,
    )):
        fields.setdefault(model, []).append(name)
    return fields


def _remove_defaults(env):
    """Values of ours that somebody saved as the default of a field of Odoo's: nothing could be created with them."""
    shipped = {}
    for model, id_ in env.execute_query(SQL("SELECT model, res_id FROM ir_model_data WHERE module = %s", MODULE)):
        shipped.setdefault(model, set()).add(id_)
    values = set(env.execute_query(SQL(
        """
        SELECT selection.field_id, selection.value
          FROM ir_model_fields_selection selection
          JOIN ir_model_data owned ON owned.model = 'ir.model.fields.selection' AND owned.res_id = selection.id
         GROUP BY selection.id
        HAVING bool_and(owned.module = %s)
        """, MODULE,
    )))
    gone = env["ir.default"]
    for default in gone.search([]):  # pylint: disable=no-search-all
        value = json.loads(default.json_value)
        chosen = value if isinstance(value, list) else [value]
        ids = {id_ for id_ in chosen if isinstance(id_, int)}
        if (
            (default.field_id.relation and ids & shipped.get(default.field_id.relation, set()))
            or (isinstance(value, str) and (default.field_id.id, value) in values)
        ):
            gone |= default
    gone.unlink()


def _remove_series(env):
    """Series of numbers are made for an office when it first draws one; they are in no data file."""
    env["ir.sequence"].search([("code", "=like", f"{MODULE}.%")]).unlink()


def _release_rows(env, models):
    """Our own rows hold on to each other and to users, companies and institutions; they all go now, so they let go.

    Without this Odoo would silently keep the demo's users, for what they did is recorded.
    """
    tables = _own_tables(env, models)
    tables.update(name for [name] in env.execute_query(SQL(
        "SELECT relation.name FROM ir_model_relation relation JOIN ir_module_module module "
        "ON module.id = relation.module WHERE module.name = %s", MODULE,
    )))
    for table, constraint, column in env.execute_query(SQL(
        """
        SELECT holder.relname, held.conname, attribute.attname
          FROM pg_constraint held
          JOIN pg_class holder ON holder.oid = held.conrelid
          JOIN pg_class target ON target.oid = held.confrelid
          JOIN pg_attribute attribute ON attribute.attrelid = held.conrelid AND attribute.attnum = held.conkey[1]
         WHERE held.contype = 'f' AND held.connamespace = current_schema::regnamespace
           AND (holder.relname = ANY(%(tables)s) OR target.relname = ANY(%(tables)s))
        """, tables=sorted(tables),
    )):
        env.cr.execute(SQL("ALTER TABLE %s DROP CONSTRAINT %s", SQL.identifier(table), SQL.identifier(constraint)))
        if table not in tables:
            # Odoo still reads its own rows while it deletes some of them: they point at nothing that is gone.
            env.cr.execute(SQL(
                "UPDATE %(table)s SET %(column)s = NULL WHERE %(column)s IS NOT NULL",
                table=SQL.identifier(table), column=SQL.identifier(column),
            ))
    env.invalidate_all(flush=False)


def _remove_companies(env):
    """The demo's companies: Odoo cannot delete one that users or people of the demo still belong to."""
    companies = env["res.company"].browse(env["ir.model.data"].search([
        ("module", "=", MODULE), ("model", "=", "res.company"),
    ]).mapped("res_id")).exists()
    if companies:
        env.cr.execute(SQL(
            "UPDATE res_users SET company_id = %s WHERE company_id = ANY(%s)",
            env.ref("base.main_company").id, companies.ids,
        ))
        _erase(companies)


def _remove_reflections(env, models):
    """Odoo notes what other modules gave to our models (followers, activities) under those modules' names, and our
    foreign keys under none; it would forget neither.
    """
    for reflected, table, model in (
        ("ir.model.inherit", "ir_model_inherit", "link.model_id"),
        ("ir.model.fields", "ir_model_fields", "link.model_id"),
        ("ir.model.fields.selection", "ir_model_fields_selection",
         "(SELECT model_id FROM ir_model_fields WHERE ir_model_fields.id = link.field_id)"),
    ):
        env.cr.execute(SQL(
            "DELETE FROM ir_model_data noted USING %s link, ir_model model WHERE noted.model = %s "
            "AND noted.res_id = link.id AND noted.module != %s AND model.id = %s AND model.model = ANY(%s)",
            SQL.identifier(table), reflected, MODULE, SQL(model), models,
        ))
    env.cr.execute(SQL(
        "DELETE FROM ir_model_constraint USING ir_module_module module "
        "WHERE module.id = ir_model_constraint.module AND module.name = %s AND type = 'f'", MODULE,
    ))
    env.cr.execute("""
        DELETE FROM ir_model_data WHERE model = 'ir.model.constraint'
           AND NOT EXISTS (SELECT FROM ir_model_constraint WHERE ir_model_constraint.id = res_id)
    """)
    env.invalidate_all()


def _remove_database_objects(env):
    """What ``init`` made that belongs to no model."""
    env.cr.execute("""
        DROP TABLE IF EXISTS kooperacje_service_word;
        DROP FUNCTION IF EXISTS kooperacje_read_log_append_only() CASCADE;
    """)


def _own_tables(env, models):
    return {env[name]._table for name in models if name in env and env[name]._auto and not env[name]._abstract}


def _empty_tables(env, models):
    """Rows that go with their tables go at once: Odoo would compute them anew for each contact that it deletes."""
    env.cr.execute(SQL("TRUNCATE %s", SQL(", ").join(map(SQL.identifier, sorted(_own_tables(env, models))))))
    env.invalidate_all(flush=False)
