//! The plan in words, about a line for each split, slot and exit: what a reviewer reads beside an expansion.

use super::data::{
    Carrier, Colour, Declared, Passage, Passes, Plan, Slot, SlotId, Split, SplitId, Through, Way, WayTo, WayValue, Ways,
};
use crate::resolve::facts::{ExitId, Facts, FrameId, LocalId, ScopeId, ScopeKind, Target};
use std::fmt;

/// A plan to be printed, beside the facts that it is about.
pub struct Words<'p> {
    pub facts: &'p Facts,
    pub plan: &'p Plan,
}

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (id, split) in self.plan.splits.iter() {
            writeln!(f, "{}", self.split(id, split))?;
        }
        for (id, slot) in self.plan.slots.iter() {
            writeln!(f, "{}", self.slot(id, slot))?;
        }
        for (id, exit) in self.plan.exits.iter() {
            if let Some(passage) = &exit.through {
                let exit = id.beside();
                writeln!(f, "{} {}", self.exit(exit), self.through(passage))?;
            }
        }
        let changed = self
            .plan
            .locals
            .iter()
            .filter(|(_, declared)| **declared != Declared::AsWritten);
        let changed = changed.map(|(id, _)| self.name(id.beside())).collect::<Vec<_>>();
        if !changed.is_empty() {
            writeln!(f, "made mutable: {}", changed.join(", "))?;
        }
        Ok(())
    }
}

impl Words<'_> {
    fn split(&self, id: SplitId, split: &Split) -> String {
        let at = match split.site {
            Some(site) => format!("behind deferred call {}", site.place()),
            None => format!("around statement {}", split.step),
        };
        let scope = self.scope(self.facts.blocks[split.block].scope);
        let block = match self.facts.is_whole_scope(split.block) {
            true => "of",
            false => "in an inner block of",
        };
        let mut line = format!("split {} {at} {block} {scope}", id.place());
        if split.colour == Colour::Async {
            line += ", which awaits";
        }
        let owned = split.owns.iter().chain(&split.owns_of_condition);
        let held = split.holds_told.iter().chain(&split.holds_made);
        let spared: std::collections::BTreeSet<_> = split.spares.iter().flatten().collect();
        let lists = [
            ("spares on some way", self.names(spared)),
            ("takes to stay outside", self.names(&split.stays)),
            ("takes to stay outside but for a part", self.names(&split.parts.stay)),
            (
                "takes to be no box",
                self.names(split.parts.unboxed.keys().map(|part| &part.local)),
            ),
            (
                "takes a part of to stay outside",
                self.names(split.parts.parts_stay.iter().map(|(local, _)| local)),
            ),
            ("takes to have no destructor", self.names(&split.dropless)),
            ("takes to be copied", self.names(&split.copied)),
            (
                "takes apart",
                self.names(split.taken_apart.iter().map(|used| &self.facts.uses[*used].local)),
            ),
            ("declares", self.names(&split.sunk)),
            ("declares once more", self.names(&split.anew)),
            ("owns", self.names(owned)),
            ("holds by `&mut`", self.names(held)),
            (
                "takes and gives back",
                self.names(split.threads.iter().map(|thread| &thread.local)),
            ),
        ];
        for (what, names) in lists.into_iter().filter(|(_, names)| !names.is_empty()) {
            line += &format!("; {what} {names}");
        }
        line = format!("{line}; {}", self.passes(&split.passes));
        match split.keeps {
            Some(slot) => format!("{line}; then fills slot {}", slot.place()),
            None if split.slots.is_empty() => format!("{line}; then the call"),
            None => match &*split.slots {
                [slot] => format!("{line}; then the call of slot {}", slot.place()),
                slots => format!("{line}; then the calls of slots {}", self.slots(slots.iter().rev())),
            },
        }
    }

    fn passes(&self, passes: &Passes) -> String {
        match passes {
            Passes::Value => "returns what the function returns".to_owned(),
            Passes::Never => "never returns".to_owned(),
            Passes::ClosureBehind => "the closure at its end is made behind".to_owned(),
            Passes::End => "only ends".to_owned(),
            Passes::Ways(ways) => self.ways(ways),
        }
    }

    fn ways(&self, ways: &Ways) -> String {
        let mut listed = Vec::new();
        listed.extend(ways.next.as_ref().map(|way| self.way(way)));
        listed.extend(ways.breaks.as_ref().map(|way| self.way(way)));
        if ways.returns {
            listed.push(format!("return{}", self.on(ways.returned.as_ref())));
        }
        let jumps = ways.jumps.iter().enumerate();
        listed.extend(jumps.map(|(at, way)| format!("jump {at}, {}", self.way(way))));
        let carrier = match ways.carrier {
            Carrier::Bare => "",
            Carrier::Result => " in the function's result",
            Carrier::PollResult => " in a poll of the function's result",
            Carrier::Poll => " in a poll",
        };
        let settles = if ways.settles { "; assigns the named result" } else { "" };
        format!("comes out as data{carrier}: {}{settles}", listed.join(" | "))
    }

    fn way(&self, way: &Way) -> String {
        let to = match &way.to {
            WayTo::End => "the end".to_owned(),
            WayTo::Exit { to, value } => {
                let value = match value {
                    WayValue::None => "",
                    WayValue::Carried(_) => " with a value",
                    WayValue::Built(_) => " with a value built behind",
                };
                format!("{}{value}", self.target(*to))
            }
        };
        let back = self.names(&way.given_back);
        let back = if back.is_empty() {
            back
        } else {
            format!(" giving back {back}")
        };
        format!("{to}{back}{}", self.on(way.on.as_ref()))
    }

    fn on(&self, on: Option<&Passage>) -> String {
        on.map(|on| format!(" ({})", self.through(on))).unwrap_or_default()
    }

    fn through(&self, Passage { split, way, touches }: &Passage) -> String {
        let way = match way {
            Through::Plain => "a plain return".to_owned(),
            Through::Next => "its end".to_owned(),
            Through::Break => "break".to_owned(),
            Through::Return => "return".to_owned(),
            Through::Jump(at) => format!("jump {at}"),
        };
        let touched = self.names(touches.iter().map(|(local, _)| local));
        let touched = if touched.is_empty() {
            touched
        } else {
            format!(", touching {touched}")
        };
        format!("leaves split {} by {way}{touched}", split.place())
    }

    fn slot(&self, id: SlotId, slot: &Slot) -> String {
        let mut line = format!("slot {}", id.place());
        if let Some(site) = slot.site {
            line += &format!(" of deferred call {}", site.place());
        }
        for (what, names) in [
            ("keeps", self.names(&slot.kept)),
            ("holds slots", self.slots(&slot.inner)),
            ("is the last to need", self.names(&slot.last_of)),
        ] {
            if !names.is_empty() {
                line += &format!("; {what} {names}");
            }
        }
        line
    }

    fn exit(&self, exit: ExitId) -> String {
        format!("exit {} ({})", exit.place(), self.target(self.facts.exits[exit].to))
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::Return => "return".to_owned(),
            Target::Break(frame) => format!("break{}", self.frame(frame)),
            Target::Continue(frame) => format!("continue{}", self.frame(frame)),
        }
    }

    fn frame(&self, frame: FrameId) -> String {
        let frames = self.facts.frames.len();
        if frames > 1 {
            format!(" of frame {}", frame.place())
        } else {
            String::new()
        }
    }

    fn scope(&self, scope: ScopeId) -> String {
        match self.facts.scopes[scope].kind {
            ScopeKind::Function { is_named: false } => "the function".to_owned(),
            ScopeKind::Function { is_named: true } => "the function with a named result".to_owned(),
            ScopeKind::Closure => "a closure".to_owned(),
            ScopeKind::AsyncBlock => "an async block".to_owned(),
            ScopeKind::Block(frame) => format!("a block{}", self.frame(frame)),
            ScopeKind::Iteration(frame) => format!("an iteration{}", self.frame(frame)),
            ScopeKind::Deferred(_) => "deferred code".to_owned(),
        }
    }

    fn slots<'s>(&self, slots: impl IntoIterator<Item = &'s SlotId>) -> String {
        let slots = slots.into_iter().map(|slot| slot.place().to_string());
        slots.collect::<Vec<_>>().join(", ")
    }

    fn names<'l>(&self, locals: impl IntoIterator<Item = &'l LocalId>) -> String {
        let names = locals.into_iter().map(|local| self.name(*local));
        names.collect::<Vec<_>>().join(", ")
    }

    fn name(&self, local: LocalId) -> String {
        if let Some(part) = self.plan.kept_parts.get(&local) {
            return format!("{}.{}", self.name(part.of), part.path.join("."));
        }
        self.facts.locals[local].name.clone()
    }
}
