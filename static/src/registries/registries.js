import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ROOT = "kooperacje.menu_root";

/** Every menu of the application as the server lists it, under its section and heading. */
export function allRegisters(menuService) {
    const app = menuService.getAll().find((menu) => menu.xmlid === ROOT);
    return (app?.kooperacjeRegistries || []).map((section) => ({
        ...section,
        parts: section.parts.map((part) => ({
            ...part,
            menus: part.menus.map((id) => menuService.getMenu(id)).filter((menu) => menu?.xmlid !== "kooperacje.menu_registries"),
        })).filter((part) => part.menus.length),
    })).filter((section) => section.parts.length);
}

export function addressOf(menu) {
    return `/odoo/${menu.actionPath || "action-" + menu.actionID}`;
}

/** Whoever types "zle" means "żle" and "źle". */
export function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[łŁ]/g, "l").toLowerCase();
}

/** One page of everything that the user may open, and a box that finds it. */
export class Registries extends Component {
    static template = "kooperacje.Registries";
    static props = { ...standardActionServiceProps };
    static path = "kooperacje-registers";

    setup() {
        this.menus = useService("menu");
        this.state = useState({ asked: "" });
        this.addressOf = addressOf;
        useAutofocus({ refName: "asked" });
    }

    get sections() {
        const words = plain(this.state.asked).split(/\s+/).filter(Boolean);
        return allRegisters(this.menus).map((section) => ({
            ...section,
            parts: section.parts.map((part) => ({
                ...part,
                menus: part.menus.filter((menu) => {
                    const text = plain([section.name, part.name || "", menu.name].join(" "));
                    return words.every((word) => text.includes(word));
                }),
            })).filter((part) => part.menus.length),
        })).filter((section) => section.parts.length);
    }

    get found() {
        return this.sections.flatMap((section) => section.parts.flatMap((part) => part.menus));
    }

    /** What is told to those who listen when the page narrows. */
    get told() {
        return _t("Registers found: %s", this.found.length);
    }

    open(menu) {
        return this.menus.selectMenu(menu);
    }

    onKeydown(ev) {
        if (ev.key === "Enter" && this.state.asked.trim() && this.found.length) {
            this.open(this.found[0]);
        }
    }
}

registry.category("actions").add("kooperacje_registries", Registries);

// What is not in the bar is found by the palette of commands too.
registry.category("command_provider").add("kooperacje_registries", {
    namespace: "/",
    provide(env, { searchValue }) {
        const words = plain(searchValue || "").split(/\s+/).filter(Boolean);
        const app = env.services.menu.getAll().find((menu) => menu.xmlid === ROOT);
        if (!words.length || !app) {
            return [];
        }
        const shown = new Set(app.children.flatMap((id) => [id, ...env.services.menu.getMenu(id).children]));
        return allRegisters(env.services.menu).flatMap((section) =>
            section.parts.flatMap((part) =>
                part.menus.filter((menu) => !shown.has(menu.id)).map((menu) => ({
                    menu,
                    name: [...new Set([section.name, part.name, menu.name])].filter(Boolean).join(" / "),
                }))
            )
        ).filter(({ name }) => words.every((word) => plain(name).includes(word))).map(({ menu, name }) => ({
            action: () => env.services.menu.selectMenu(menu),
            category: "menu_items",
            name,
            href: addressOf(menu),
        }));
    },
});
