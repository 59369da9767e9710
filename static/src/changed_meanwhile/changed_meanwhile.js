import { browser } from "@web/core/browser/browser";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { Record } from "@web/model/relational_model/record";
import { Component, markRaw, useState } from "@odoo/owl";

// Types whose text or choice a colleague may have changed; files, properties and lists are not compared as one value.
const COMPARED = [
    "char", "text", "html", "selection", "date", "datetime", "integer", "float", "monetary", "boolean", "many2one",
    "reference",
];
const isOurs = (record) => Boolean(record.resId) && record.resModel.startsWith("kooperacje.");

/** What a colleague saved while one was writing, beside one's own words, and the choice between the two. */
export class ChangedMeanwhileDialog extends Component {
    static template = "kooperacje.ChangedMeanwhileDialog";
    static components = { Dialog };
    static props = { changes: Array, choose: Function, close: Function };

    setup() {
        this.state = useState({ copied: -1 });
    }

    get title() {
        return _t("Somebody has changed this meanwhile");
    }

    told(change) {
        return _t("%(who)s saved it on %(when)s.", {
            who: change.who, when: formatDateTime(deserializeDateTime(change.when)),
        });
    }

    /** Browsers give no clipboard to a page without TLS, as in many an office; the text can be marked by hand there. */
    get canCopy() {
        return Boolean(browser.navigator.clipboard);
    }

    async copy(index) {
        await browser.navigator.clipboard.writeText(this.props.changes[index].mine);
        this.state.copied = index;
    }

    choose(choice) {
        this.props.choose(choice);
        this.props.close();
    }
}

/**
 * A form of our models says with what it saves which values it was loaded with, and nothing is overwritten unseen.
 *
 * Records of other applications are saved as before: see `isOurs`. No request more, no lock while one writes.
 */
patch(Record.prototype, {
    get context() {
        const context = super.context;
        return this._kooperacjeLoaded ? { ...context, kooperacje_loaded: this._kooperacjeLoaded } : context;
    },

    async _save(options = {}) {
        if (!isOurs(this)) {
            return super._save(...arguments);
        }
        this._kooperacjeLoaded = this._kooperacjeLoadedValues();
        try {
            return await super._save({
                ...options,
                onError: async (error, callbacks) => {
                    const changes = error.data?.context?.kooperacje_changed;
                    if (changes) {
                        delete this._kooperacjeLoaded;
                        return this._kooperacjeChoose(changes, options);
                    }
                    if (options.onError) {
                        return options.onError(error, callbacks);
                    }
                    if (!this.isInEdition) {
                        await this._load({});
                    }
                    throw error;
                },
            });
        } finally {
            delete this._kooperacjeLoaded;
        }
    },

    /** Values this form has seen of what it is about to write, as the server gave them. */
    _kooperacjeLoadedValues() {
        const loaded = {};
        for (const name of Object.keys(this._changes)) {
            const field = this.fields[name];
            if (COMPARED.includes(field.type) && !field.relatedPropertyField && name in this._values) {
                loaded[name] = this._formatServerValue(field.type, this._values[name]);
            } else if (field.type === "one2many" && !field.relatedPropertyField) {
                loaded[name] = this._kooperacjeLoadedLines(this._changes[name]);
            }
        }
        return { ...loaded, ...this._kooperacjeSeen };
    },

    _kooperacjeLoadedLines(list) {
        const lines = {};
        for (const [command, id] of list._commands) {
            const line = list._cache[id];
            if (!line || typeof id !== "number" || ![1, 2].includes(command)) {
                continue;
            }
            const names = command === 1 ? Object.keys(line._changes) : line.fieldNames;
            lines[id] = {};
            for (const name of names) {
                const field = line.fields[name];
                if (
                    COMPARED.includes(field.type) && !field.relatedPropertyField && name in line._values &&
                    (command === 1 || !line._isReadonly(name))
                ) {
                    lines[id][name] = line._formatServerValue(field.type, line._values[name]);
                }
            }
            Object.assign(lines[id], line._kooperacjeSeen);
        }
        return lines;
    },

    async _kooperacjeChoose(changes, options) {
        const choice = await new Promise((resolve) => {
            this.model.dialog.add(
                ChangedMeanwhileDialog, { changes, choose: resolve }, { onClose: () => resolve("back") },
            );
        });
        if (choice === "back") {
            return false;
        }
        for (const change of changes) {
            const list = change.list && this._changes[change.list];
            const record = list ? list._cache[change.line] : this;
            if (choice === "mine") {
                // Seen and decided: a third change after this one is told again.
                record._kooperacjeSeen = { ...record._kooperacjeSeen, [change.name]: change.theirs_value };
            } else if (change.is_deletion) {
                list._commands = list._commands.filter(([, id]) => id !== change.line);
            } else {
                const kept = { ...record._changes };
                delete kept[change.name];
                record._changes = markRaw(kept);
            }
        }
        if (choice === "theirs" && !Object.keys(this._getChanges()).length) {
            await this._load({});
            return true;
        }
        const saved = await this._save({ ...options, reload: true });
        if (saved) {
            delete this._kooperacjeSeen;
        }
        return saved;
    },
});
