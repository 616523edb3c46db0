//! From matches to a plan that has been checked.

use anyhow::{Result, bail};
use maillon_allocation::{Problem, Terms, check, front, solve};
use maillon_layers::Front;
use maillon_model::{
    ChainPlan, Chains, Dimension, Matches, Plan, PlanQuality, Planned, Quantity, SiteIx, Study, Worths,
};

use crate::progress::Progress;
use crate::settings::Plans;
use crate::terms;

/// A plan and what it rests on.
pub(crate) struct Planning<'a> {
    /// What it was found from, until nobody asks any more.
    pub problem: Option<Problem<'a>>,
    pub plan: Plan,
    pub worth: Worths,
    pub closed: Vec<SiteIx>,
}

/// The best plan of a study without the closed sites.
///
/// # Errors
/// The solver gives up, or the plan does not pass the checker, which shares nothing with it.
pub(crate) fn plan<'a>(
    study: &Study,
    matches: &'a Matches,
    plans: &Plans,
    closed: &[SiteIx],
    quiet: bool,
) -> Result<Planning<'a>> {
    let _progress = Progress::busy("allocating", quiet);
    let terms = terms::of(study, matches);
    let mut problem = Problem::new(study, matches, &terms)?;
    for site in closed.iter().filter(|site| study.flows.iter().any(|flow| flow.site == **site)) {
        problem.close(*site)?;
    }
    let mut plan = solve(&problem, &plans.options)?;
    // A sum of nothing is -0.
    plan.value += 0.0;
    plan.bound = plan.bound.map(|bound| bound + 0.0);
    checked(study, matches, &terms, &plan)?;
    let worth = terms::worth(study, matches, &terms, &plan);
    Ok(Planning { problem: Some(problem), plan, worth, closed: closed.to_vec() })
}

fn checked(study: &Study, matches: &Matches, terms: &dyn Fn(usize) -> Terms, plan: &Plan) -> Result<()> {
    let faults = check(study, matches, terms, plan);
    if let Some(first) = faults.first() {
        bail!(
            "the plan fails its check ({} faults; {first}). This is a defect of maillon, not of your data: please report \
             it; `--no-allocate` does without the plan",
            faults.len()
        );
    }
    Ok(())
}

impl Planning<'_> {
    pub(crate) fn planned<'p>(&'p self, study: &'p Study, matches: &'p Matches) -> Planned<'p> {
        Planned { study, matches, plan: &self.plan, worth: &self.worth, closed: &self.closed }
    }

    /// The front that the study asks for, if it does. The problem is forgotten: it is large, and nobody else asks.
    pub(crate) fn front(&mut self, plans: &Plans) -> Option<Front> {
        let problem = self.problem.take()?;
        let [first, second] = plans.front?;
        let points = match front(&problem, first, second, plans.points) {
            Ok(points) if points.iter().all(|point| point.moved.is_empty()) => Err(format!(
                "no synergy that can move anything has a factor for both {} and {}",
                first.name, second.name
            )),
            Ok(points) => Ok(points.iter().map(|point| [point.first, point.second]).collect()),
            Err(error) => Err(error.to_string()),
        };
        Some(Front { objectives: [(first.name, first.unit), (second.name, second.unit)], points })
    }
}

/// Who gets the processors' capacity; nothing where there are no chains.
///
/// # Errors
/// The solver gives up, or what it says does not pass the checker.
pub(crate) fn chains(planned: &Planned, chains: &Chains) -> Result<Option<ChainPlan>> {
    if planned.study.processors.is_empty() {
        return Ok(None);
    }
    let plan = maillon_allocation::assign(planned, chains).map_err(|why| {
        anyhow::anyhow!("the processors' capacity cannot be assigned: {why}; `--no-allocate` does without")
    })?;
    let faults = maillon_allocation::check_chains(planned, chains, &plan);
    if let Some(first) = faults.first() {
        bail!(
            "the assignment of the processors' capacity fails its check ({} faults; {first}). This is a defect of maillon, \
             not of your data: please report it; `--no-allocate` does without the plan",
            faults.len()
        );
    }
    Ok(Some(plan))
}

/// What there is of chains, and what is missing for them, in a line each.
pub(crate) fn chained(study: &Study, chains: &Chains) -> Vec<String> {
    let mut lines = Vec::new();
    if !study.processors.is_empty() {
        let own = chains.list.iter().filter(|chain| study.owns_flow(chain.supply)).count();
        let plants = study.processors.iter().filter(|processor| study.owns(processor.site)).count();
        let mut line = format!("{own} chains through {plants} processors");
        if let Some(plan) = &chains.plan {
            let used: Vec<String> = sums(plan.used.iter().flatten().copied()).iter().map(ToString::to_string).collect();
            let used = if used.is_empty() { "nothing".to_owned() } else { used.join(", ") };
            line += &format!("; {used} of their capacity assigned, {}", quality(plan.quality));
        }
        lines.push(line);
    }
    if let Some(first) = chains.missing.first() {
        let what = &chains.treatment(first.treatment).label;
        let size = first.size.map_or_else(|| "of unknown size".to_owned(), |size| format!("of {size}"));
        lines.push(format!(
            "{} processors are missing within reach; first, {what} {size} ({})",
            chains.missing.len(),
            chains.rule(first.rule).id
        ));
    }
    lines
}

/// Sums by what they count; none of what comes to nothing.
pub(crate) fn sums(amounts: impl Iterator<Item = Quantity> + Clone) -> Vec<Quantity> {
    let of = |dimension: Dimension| {
        let mut own = amounts.clone().filter(|amount| amount.dimension() == dimension);
        let sum = own.try_fold(Quantity::none(dimension), |sum, amount| sum.plus(amount)).ok()?;
        (sum.annual() > 0.0).then_some(sum)
    };
    Dimension::ALL.into_iter().filter_map(of).collect()
}

/// What the plan is and how good, in a line.
pub(crate) fn line(planned: &Planned) -> String {
    let plan = planned.plan;
    let totals = planned.totals();
    let moved: Vec<String> = totals.moved.iter().map(ToString::to_string).collect();
    let moved = if moved.is_empty() { "nothing".to_owned() } else { moved.join(", ") };
    let unknown = plan.shares.iter().filter(|share| share.capacity.is_none()).count();
    let unknown = match unknown {
        0 => String::new(),
        n => format!("; {n} of {} flows take no part: their amount is not known", plan.shares.len()),
    };
    format!(
        "plan for {}: {moved} over {} synergies, {}{unknown}",
        plan.objective,
        plan.allocations.len(),
        quality(plan.quality)
    )
}

/// How good a plan is, in words.
pub(crate) fn quality(quality: PlanQuality) -> String {
    match quality {
        PlanQuality::Optimal => "optimal".to_owned(),
        PlanQuality::Gap(gap) => format!("at most {:.2} % from the best", 100.0 * gap),
        PlanQuality::TimeLimit(gap) => {
            format!("the best found within the time limit, at most {:.2} % from the best", 100.0 * gap)
        }
        PlanQuality::Heuristic => "good, but nothing is proved".to_owned(),
    }
}

/// What an objective lacks, where it leaves synergies out for it.
pub(crate) fn lacking(planned: &Planned) -> Option<String> {
    let known = |k: &&u32| planned.matches.synergies.list().at(**k as usize).amount.is_some();
    let count = planned.plan.cannot_count.iter().filter(known).count();
    let objective = planned.plan.objective;
    (count > 0).then(|| {
        format!(
            "note: {count} synergies of known amount have no factor for \"{objective}\": they are left out of the plan, not \
             counted as zero"
        )
    })
}
