//! Facts in a few lines, for tests.

use super::facts::{
    BlockId, ExitId, ExitValue, Facts, How, Last, LocalId, Meaning, Part, Position, ScopeId, ScopeKind, StepKind,
    Target,
};
use crate::syntax::sharing::Sharing;
use std::fmt::Write;

/// Everything that is found, one thing a line: `S` is a scope, `B` a block with its steps, `F` a frame, `D` a deferred call, `E` an
/// exit.
pub fn show(facts: &Facts) -> String {
    let show = Show(facts);
    let mut lines = Vec::new();
    lines.extend(facts.scopes.ids().map(|id| show.scope(id)));
    lines.extend(facts.blocks.ids().map(|id| show.block(id)));
    lines.extend(
        facts
            .frames
            .iter()
            .map(|(id, frame)| format!("F{}{}", id.place(), show.list(" binds ", &frame.condition))),
    );
    lines.extend(facts.sites.ids().map(|id| show.site(id.place())));
    lines.extend(facts.locals.ids().map(|id| show.local(id)));
    lines.extend(show.doubtful());
    lines.extend(show.uses());
    lines.extend(facts.exits.ids().map(|id| show.exit(id)));
    lines.extend(facts.questions.iter().map(|question| {
        let place = if question.in_macro { " in a macro" } else { "" };
        format!("? in S{}{place}", question.scope.place())
    }));
    lines.extend(facts.calls.iter().map(|call| show.call(call)));
    lines.extend(facts.awaits.iter().map(|at| format!("await{}", show.place(*at))));
    lines.join("\n")
}

struct Show<'f>(&'f Facts);

impl Show<'_> {
    fn name(&self, local: LocalId) -> &str {
        &self.0.locals[local].name
    }

    /// The names of locals behind a word; nothing where there are none.
    fn list(&self, before: &str, locals: &[LocalId]) -> String {
        match locals {
            [] => String::new(),
            locals => {
                let names: Vec<&str> = locals.iter().map(|local| self.name(*local)).collect();
                format!("{before}{}", names.join(" "))
            }
        }
    }

    /// The step that something stands in.
    fn place(&self, at: Position) -> String {
        let mut innermost = String::new();
        let mut start = Position(0);
        for (id, block) in self.0.blocks.iter() {
            for (number, step) in block.steps.iter().enumerate() {
                if step.span.contains(&at) && step.span.start > start {
                    start = step.span.start;
                    innermost = format!(" in B{}.{number}", id.place());
                }
            }
        }
        innermost
    }

    fn scope(&self, id: ScopeId) -> String {
        let scope = &self.0.scopes[id];
        let kind = match scope.kind {
            ScopeKind::Function { is_named: false } => "function".to_owned(),
            ScopeKind::Function { is_named: true } => format!("function{}", self.list(" that names ", &self.0.results)),
            ScopeKind::Closure => "closure".to_owned(),
            ScopeKind::AsyncBlock => "async block".to_owned(),
            ScopeKind::Block(frame) => format!("block F{}", frame.place()),
            ScopeKind::Iteration(frame) => format!("iteration of F{}", frame.place()),
            ScopeKind::Deferred(site) => format!("code of D{}", site.place()),
        };
        let parent = scope.parent.map(|parent| format!(" in S{}", parent.place()));
        let colour = if scope.in_async { " async" } else { "" };
        format!(
            "S{} {kind}{} -> {:?}{colour}",
            id.place(),
            parent.unwrap_or_default(),
            scope.returned
        )
    }

    fn block(&self, id: BlockId) -> String {
        let block = &self.0.blocks[id];
        let holder = block
            .holder
            .map(|(block, step)| format!(" in B{}.{step}", block.place()));
        let steps = block.steps.iter().map(|step| {
            let kind = match step.kind {
                StepKind::Site(site) => format!("D{}", site.place()),
                StepKind::Holds => "holds".to_owned(),
                StepKind::Plain(_) if !step.declares.is_empty() => format!("let{}", self.list(" ", &step.declares)),
                StepKind::Plain(Last::Statement) => "stmt".to_owned(),
                StepKind::Plain(last) => format!("{last:?}").to_lowercase(),
            };
            let first = if step.comes_first { "first " } else { "" };
            let assigns = step.assigns.map(|local| format!(" {} =", self.name(local)));
            format!("{first}{kind}{}", assigns.unwrap_or_default())
        });
        let steps = steps.collect::<Vec<_>>().join("; ");
        let (number, scope) = (id.place(), block.scope.place());
        format!(
            "B{number} of S{scope}{}: {steps} ({:?})",
            holder.unwrap_or_default(),
            block.end
        )
    }

    fn site(&self, number: usize) -> String {
        let site = &self.0.sites[crate::ids::Id::of(number)];
        let mut line = format!("D{number} {:?} in B{}.{}", site.when, site.block.place(), site.step);
        line += &self.list(", values of ", &site.made_from);
        line += &self.list(", mentions ", &site.mentions);
        let flags = [
            (site.takes_error, "takes error"),
            (site.names_local, "names local"),
            (site.mentions_doubtful, "doubtful"),
            (site.recovers, "recovers"),
            (site.asks, "asks"),
            (site.in_unsafe, "unsafe"),
        ];
        for (_, flag) in flags.iter().filter(|(is_so, _)| *is_so) {
            let _ = write!(line, ", {flag}");
        }
        if let Some(hidden) = &site.hidden_item {
            let _ = write!(line, ", hidden {hidden:?}");
        }
        line + &self.list(", may be hidden ", site.hidden_local.as_slice())
    }

    fn local(&self, id: LocalId) -> String {
        let local = &self.0.locals[id];
        let mut line = format!("{} of S{}", local.name, local.owner.place());
        let flags = [
            (local.is_parameter, "parameter"),
            (local.is_hidden, "of a macro"),
            (local.is_mut && !local.is_hidden, "mut"),
            (local.is_cursor, "cursor"),
            (local.is_copy, "copy"),
            (local.is_reborrowed, "reborrowed"),
            (local.is_late, "late"),
            (local.sharing == Sharing::Told, "told"),
            (local.sharing == Sharing::Made, "made"),
            (local.sharing == Sharing::Given, "given"),
            (!local.may_hold_borrow, "borrows nothing"),
        ];
        for (_, flag) in flags.iter().filter(|(is_so, _)| *is_so) {
            let _ = write!(line, ", {flag}");
        }
        line + &self.list(", from ", &local.made_from)
    }

    fn doubtful(&self) -> Vec<String> {
        let names = self.0.names.0.iter();
        let bindings = names.flat_map(|(name, bindings)| bindings.iter().map(move |binding| (name, binding)));
        let doubtful = bindings.filter_map(|(name, binding)| match &binding.means {
            Meaning::Local(_) => None,
            means => Some(format!("{name}? {means:?}{}", self.place(binding.span.start))),
        });
        doubtful.collect()
    }

    /// The uses, those of each step in one line.
    fn uses(&self) -> Vec<String> {
        let mut lines: Vec<(String, String)> = Vec::new();
        for used in &self.0.uses {
            let how = match used.how {
                How::Mentioned | How::MaybeMoved | How::Taken | How::TakenApart => String::new(),
                How::Leaves(exit) => format!(" leaves E{}", exit.place()),
                how => format!(" {how:?}").to_lowercase(),
            };
            let since = if used.since.is_some() { " by another" } else { "" };
            let (place, text) = (self.place(used.at), format!("{}{how}{since}", self.name(used.local)));
            match lines.last_mut() {
                Some((same, line)) if *same == place => *line += &format!(", {text}"),
                _ => lines.push((place, text)),
            }
        }
        lines
            .into_iter()
            .map(|(place, line)| format!("uses{place}: {line}"))
            .collect()
    }

    fn exit(&self, id: ExitId) -> String {
        let exit = &self.0.exits[id];
        let to = match exit.to {
            Target::Return if exit.is_tail => "tail".to_owned(),
            Target::Return => "return".to_owned(),
            Target::Break(frame) => format!("break F{}", frame.place()),
            Target::Continue(frame) => format!("continue F{}", frame.place()),
        };
        let value = match &exit.value {
            ExitValue::None => String::new(),
            ExitValue::Made if exit.is_tail => String::new(),
            ExitValue::Made => " made".to_owned(),
            ExitValue::Plain(plain) => {
                let mut value = format!(" plain{}", self.list(" ", &plain.locals));
                if !plain.others.is_empty() {
                    let _ = write!(value, " and {}", plain.others.join(" "));
                }
                value
                    + if plain.is_known { "" } else { ", unknown" }
                    + if plain.has_constant { ", constant" } else { "" }
            }
        };
        let success = exit.success.as_ref().map(|success| {
            let parts = success.parts.iter().map(|part| match part {
                Part::Local(local) => format!(" {}", self.name(*local)),
                Part::Field(of) => format!(" a field of {}", self.name(*of)),
                Part::Made => " …".to_owned(),
            });
            format!(", success of{}", parts.collect::<String>())
        });
        let success = success.unwrap_or_default();
        format!("E{} {to}{value}{success} in S{}", id.place(), exit.scope.place())
    }

    fn call(&self, call: &super::facts::Call) -> String {
        let mut line = format!("macro in S{}", call.scope.place());
        if let Some(std) = &call.std {
            let _ = write!(line, ", {}", [&[format!("{std}!")], &*call.given].concat().join(" "));
        }
        let flags = [
            (call.may_return_value, "may return"),
            (call.hides_exit, "hides exit"),
            (call.may_declare_item, "may declare"),
            (call.is_recover, "recover"),
        ];
        for (_, flag) in flags.iter().filter(|(is_so, _)| *is_so) {
            let _ = write!(line, ", {flag}");
        }
        line
    }
}
