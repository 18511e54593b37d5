//! Cue words: what turns, weakens or moves what is said, after NegEx (Chapman and others 2001) and
//! ConText (Harkema and others 2009).

/// What a cue does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cue {
    /// Denies the noun phrases behind it: `no`, `denies`.
    Deny,
    /// Denies the predicate behind it: `not`, `never`.
    DenyPredicate,
    /// `neither` and `nor`: deny what is behind them, subjects included.
    Neither,
    /// Denies what stands before it: `was ruled out`.
    DenyBefore,
    /// Denies what it stands beside: `absent`, `negative`.
    DenyBeside,
    /// Looks like a cue and is none: `no change`.
    Pseudo,
    /// Leaves open what is behind it: `possible`, `if`.
    Open,
    /// Leaves open all of the list behind it: `differential`.
    OpenList,
    /// Leaves open what stands before it: `cannot be excluded`.
    OpenBefore,
    /// Leaves open what it stands beside: `suspected`.
    OpenBeside,
    /// Somebody else: `mother`.
    Kin,
    /// The row's subject again: `the patient`.
    Subject,
    /// `history of`: past, but for what lasts.
    Past,
    /// `former`: past and over.
    Over,
    /// Over, of what stands before it: `resolved`.
    OverBefore,
    /// Tells an earlier time: `three years ago`.
    Earlier,
    /// A person who is there by profession and rarely spoken of: `nurse`.
    Bystander,
    /// Starts an order: `start`, at the beginning of a sentence only.
    Order,
    /// Ends the reach of cues: `but`.
    Stop,
    /// A verb or preposition that starts another statement once something was said: `has`, `with`.
    Verb,
    /// A number behind it is a lower bound, included or not.
    AtLeast,
    /// A number behind it is an upper bound, included or not.
    AtMost,
    /// A number behind it is only roughly said.
    About,
    /// Two numbers behind it are the ends of a range.
    Between,
}

/// Cues in normal form, parted by commas.
pub(super) const CUES: &[(Cue, &str)] = &[
    (
        Cue::Deny,
        "no, without, denies, denied, deny, denying, denial of, negative for, \
         no evidence of, no evidence for, no sign of, no signs of, no symptoms of, \
         no indication of, no history of, no hx of, no h/o, without history of, \
         without a history of, without evidence of, without any, without signs of, \
         denies history of, denies a history of, denies any history of, no known, \
         no known history of, no prior, no previous, no past, absence of, lack of, lacks, \
         lacked, lacking, free of, free from, none of, no trace of, ruled out for, \
         rules out, rules against, argues against, unremarkable for, non, instead of, \
         rather than, zero evidence of, never had, has never had, nothing to suggest, \
         nothing suggests, nothing suggesting, not any, cleared of, no suspicion of, \
         no suspicion for, no concern for, no suggestion of, no clinical evidence of, \
         fails to reveal, failed to reveal, fails to show, failed to show, did not reveal, \
         does not reveal, did not show, does not show, exclusion of, unaffected by, \
         escaped, did not exhibit, not consistent with, inconsistent with, by no means, \
         at no time, on no, no need for, without need for, without the need for, \
         no requirement for, no use of, w/o, neg for, no documented, no diagnosis of, \
         no personal history of, no current need for, no further need for, \
         no ongoing need for, no longer any need for, ø, is negative for, was negative for, \
         are negative for, were negative for, been negative for, remains negative for, \
         remained negative for, spared, unaware of, unaware of any, is unremarkable for, was unremarkable for, none of the following, \
         none of these, not any of",
    ),
    (
        Cue::DenyPredicate,
        "not, never, cannot, can't, isn't, wasn't, aren't, weren't, hasn't, haven't, \
         hadn't, doesn't, don't, didn't, won't, wouldn't, couldn't, ain't, failed to, \
         fails to, unable to, not yet, hardly, no longer, did not have, does not have, \
         do not have, nowhere near, far from, anything but, unlikely to be, \
         unlikely to have, wrong to say, cannot say, can't say, incorrect to say, untrue, \
         no truth in, nobody can say, refused, refuses, instead of being, without being, \
         without having",
    ),
    (Cue::Neither, "neither, nor, nor any, nor has, nor did, nor is, nor was"),
    (
        Cue::DenyBefore,
        "unlikely, is unlikely, highly unlikely, improbable, is improbable, was improbable, did not occur, did not develop, \
         has not developed, never developed, never occurred, not there, \
         is out of the question, withheld, avoided, not indicated, unnecessary, \
         not necessary, none, nil, not an issue, disproved, refuted, \
         is excluded, was excluded, not apply, does not apply, can be excluded, \
         could be excluded, can be ruled out, could be ruled out, was ruled out, \
         is ruled out, were ruled out, are ruled out, has been ruled out, \
         have been ruled out, had been ruled out, been excluded, not a problem, \
         not on the list, is absent, was absent, were absent, are absent, is negative, \
         was negative, were negative, is denied, was denied, are denied, were denied, \
         is lacking, was lacking",
    ),
    (Cue::DenyBeside, "declined, absent, negative, neg, ruled out, excluded, free, off, not on"),
    (
        Cue::Pseudo,
        "met criteria for, meets criteria for, meet criteria for, meeting criteria for, \
         met the criteria for, meets the criteria for, fulfilled criteria for, \
         fulfills criteria for, fulfils criteria for, fulfilling criteria for, \
         fulfilled the criteria for, not only, not just, not merely, \
         not simply, not solely, no doubt, without doubt, without a doubt, \
         without any doubt, no question, no question that, without question, beyond doubt, \
         without difficulty, without incident, without delay, without hesitation, \
         gram negative, such as, including, like, no less than, no fewer than, \
         not less than, not fewer than, not below, not under, no lower than, \
         no later than, no earlier than, nothing but, none other than, no wonder, \
         not surprisingly, not unexpectedly, no surprise, no secret, no problem, \
         without exception, cannot be denied, can not be denied, could not be denied, \
         not be denied, was not denied, not denied, no longer in doubt, not in doubt, \
         not doubted, needless to say, not to mention, no escaping, not until, no other, \
         if any, no denying",
    ),
    (
        Cue::Open,
        "possibility of, said to have, said to be, reportedly, alleged, incipient, consented for, precautions for, recommend, recommends, \
         learned about, reads about, read about, looks, doubt, doubts, doubted, doubting, possibly, probably, perhaps, maybe, presumptive, presumably, rather than to, \
         suspicion of, suspicion for, suspicious for, concern for, concerning for, \
         concerns for, worry about, worried about, concern about, rule out, r/o, \
         to rule out, ruling out, evaluate for, evaluated for, evaluation for, \
         evaluation of, work up for, workup for, worked up for, screen for, screened for, \
         screening for, tested for, test for, testing for, check for, checked for, \
         assess for, assessed for, look for, looking for, if, in case of, in the event of, \
         risk of, risk for, risk factors for, at risk of, at risk for, expected to, not expected to, anticipated to, chance of, \
         likelihood of, probability of, danger of, threat of, threatened, might, may, \
         could, would, should, may be, might be, may have, might have, could be, \
         could have, would be, would have, should be, question of, query, unless, whether, \
         consider, considered, considering, \
         monitor for, monitored for, watch for, observe for, observed for, \
         prophylaxis for, prophylaxis against, prevent, prevention of, to prevent, \
         to avoid, treat as, treated as, treating as, managed as, manage as, empiric treatment for, \
         empirical treatment for, empiric therapy for, covered for, coverage for, discussed, \
         discussion of, discussion about, discussing, unclear if, uncertain if, unclear whether, cannot rule out, \
         can't rule out, cannot exclude, can't exclude, not rule out, not exclude, \
         could not exclude, could not rule out, did not rule out, does not exclude, \
         suspect, suspects, suspecting, potential, potentially, versus, vs, suggestive of, \
         suggests, suggesting, suggested, fear of, fears, feared, not certain if, \
         not certain whether, not clear if, not sure if, not sure whether, \
         not necessarily, with or without, appears, appeared, seems, seemed, apparent, \
         apparently, will, plan to, plans to, planned to, consistent with, \
         compatible with, nearly, almost, supposedly, allegedly, return if, call if, \
         pending, await, awaiting, protects against, protect against, educated about, \
         counseled on, counseled about, counselled about, information about, \
         leaflet about, leaflet on, advice on, advised about, warned about, warned of, \
         asked about, target, targets, targeting, goal, goals, aim for, aiming for, \
         aiming at, titrate to, titrated to, titrating to, to maintain, to keep, \
         threshold, threshold of, threshold for, cutoff, cut-off, reference range, \
         normal range, reference, baseline, usual, cause of, causes of, definition of, \
         criteria for, criterion for, patients with, people with, adults with, \
         patient with known or suspected, mortality of, mortality in, guideline for, \
         guidelines for, guideline on, guidelines on, training on, lecture on, talk on, \
         study of, study on, trial of, research on, low threshold for, trigger for, \
         candidate for, score for, bundle for, alert for, alarm for, order for, \
         consent for, indication for, need for, not certain about, undecided about, \
         ready for, standby for, in the hope of, hoping for, plan for, plan is, plans for, \
         scheduled for, to be, let us, whenever, as soon as, in case, provided, assuming, \
         can cause, may cause, can lead to",
    ),
    (
        Cue::OpenList,
        "differential includes, differential diagnosis includes, differential diagnosis, \
         differential, ddx, ddx includes, dd, possibilities include, considerations include, \
         differentials, differentials include, wishes, advance directive, code status, \
         goals of care",
    ),
    (
        Cue::OpenBefore,
        "cannot be excluded, cannot be ruled out, can't be excluded, can't be ruled out, \
         could not be excluded, could not be ruled out, not excluded, not ruled out, \
         not yet excluded, not yet ruled out, not been ruled out, not been excluded, \
         has not been ruled out, has not been excluded, was not excluded, \
         was not ruled out, is not excluded, is not ruled out, to be excluded, \
         to be ruled out, is suspected, was suspected, were suspected, is possible, \
         was possible, is likely, was likely, is probable, if needed, as needed, \
         if necessary, if required, when needed, prn, is considered, was considered, \
         being considered, in question, is unknown, unknown, not known, not assessed, \
         not recorded, not tested, not available, pending, remains possible, is a possibility, was a possibility, were considered, were discussed, \
         are considered, are suspected, \
         remains unclear, is doubtful, was doubtful, doubtful, is unclear, was unclear, is uncertain, is a concern, \
         was a concern, is questionable, in the differential, on the differential, \
         screening, workup, work up, is feared, was feared, could be present, \
         may be present, might be present, may be needed, might be needed, \
         may be required, to be started, to be given, to be considered, to be placed, \
         to be initiated, to be done, to be discussed, to be decided, to be checked, \
         to be assessed, to be clarified, to start, to follow, is a common, is common, \
         is a frequent, is the most, is a leading, is the leading, is a major, is defined, \
         is often, is usually, is frequently, are often, are usually, are common, kills, \
         carries, is associated, is diagnosed, is an independent, is a risk factor, \
         is treated, can, goal, target, threshold, bundle, alert, score, clinic, pathway, \
         guideline, guidelines, would be, should be, might be, may be, will be, could be, \
         may follow, is debated, was discussed, is discussed, was debated, on standby, \
         not expected, is expected, was expected, is not expected, was not expected, \
         not anticipated, is anticipated, was anticipated, is not clear, was not clear, is not certain, not certain, is planned, \
         are planned, was planned, prophylaxis, prevention, leaflet, awareness, education, \
         counseling, vaccination, vaccine, protocol, risk, trial, study, registry, campaign, \
         ready, drawn up, planned for, could be started, could be given, could be placed, \
         could be done, could be performed",
    ),
    (
        Cue::OpenBeside,
        "planned, proposed, intended, anticipated, impending, imminent, suspected, likely, possible, probable, questionable, presumed, unclear, \
         uncertain, conceivable, equivocal",
    ),
    (
        Cue::Kin,
        "mother, father, mom, mum, dad, sister, brother, sisters, brothers, son, sons, \
         daughter, daughters, uncle, aunt, grandmother, grandfather, grandparent, \
         grandparents, grandma, grandpa, parent, parents, sibling, siblings, wife, \
         husband, spouse, partner, girlfriend, boyfriend, roommate, roommates, flatmate, \
         housemate, friend, friends, neighbor, neighbour, colleague, coworker, cousin, \
         nephew, niece, twin, family history, family history of, fhx, family members, \
         family member, relative, relatives, family, maternal, paternal, grandson, \
         granddaughter, grandchild, stepfather, stepmother, fiancee, fiance, caregiver, \
         donor, family hx, runs in the family, another patient, other patients, \
         other patient, next bed, next room, adjacent bed, adjacent room, neighboring room, dog, next door, neighboring bed, bed neighbor, child, children",
    ),
    (
        Cue::Subject,
        "patient, the patient, this patient, pt, the pt, our patient, patient himself, \
         patient herself",
    ),
    (
        Cue::Past,
        "history of, hx of, h/o, hx, past history of, past medical history of, prior, \
         previous, previously, a history of, known history of, prior history of, \
         remote history of, remote, past, medical history of, medical history includes, recently treated for, \
         history includes, pmh of, s/p, status post",
    ),
    (
        Cue::Over,
        "former, formerly, ex, used to, childhood, in childhood, quit, stopped, gave up, \
         recovered from, cured of, resolved, as a child, discontinued, recent episode of, \
         survived an earlier, weaned off, weaned from, liberated from, came off, taken off",
    ),
    (
        Cue::OverBefore,
        "stopped, discontinued, weaned, in childhood, as a child, has resolved, had resolved, resolved, was resolved, \
         since resolved, now resolved, then resolved, later resolved, subsequently resolved, \
         eventually resolved, now in remission, in remission, was cured, in his youth, in her youth, \
         as a teenager, as a young man, as a young woman, subsided, has subsided, \
         was stopped, were stopped, held, was held, were held, on hold, was discontinued, were discontinued, weaned off",
    ),
    (
        Cue::Earlier,
        "ago, in the past, years ago, year ago, months ago, month ago, weeks ago, \
         decades ago, long ago, previously, last year, last month, last week, last spring, \
         last summer, last autumn, last fall, last winter, earlier this year, once before, \
         years earlier, months earlier, years before, months before, the year before, \
         in a previous admission, on a previous admission, during a previous admission, \
         during a previous stay, on an earlier admission, during an earlier admission, \
         during an earlier stay, during a prior admission, on a prior admission, \
         at the last admission, during the last admission, on the last admission, \
         during her last admission, during his last admission, during her last stay, \
         during his last stay, on her last admission, on his last admission, \
         at another hospital years, a decade ago, as an adult, earlier in life, \
         in earlier years, back then, at that time, on one occasion",
    ),
    (
        Cue::Bystander,
        "nurse, doctor, physician, surgeon, resident, paramedic, visitor, student, driver, \
         passenger, intern, consultant, therapist, chaplain, interpreter, porter, midwife, \
         another man, another woman",
    ),
    (
        Cue::Order,
        "start, begin, initiate, give, order, prepare, prepare for, plan, call, notify, \
         page, inform, stop, hold, avoid, repeat, obtain, keep, maintain, aim, titrate, \
         target, consider, recheck, escalate, restart, resume, extubate, intubate, treat, \
         monitor, watch, ask, please, add, use, screen, discuss, document, report, wean, \
         alert",
    ),
    (
        Cue::Stop,
        "but, however, except, except for, although, though, yet, whereas, while, who, \
         which, because, because of, due to, secondary to, apart from, aside from, \
         other than, besides, despite, in spite of, in the setting of, as a result of, \
         caused by, attributed to, owing to, since, after, before, until, nevertheless, \
         nonetheless, still, otherwise, then, when, so, in this, in a, in the, only, \
         positive for, instead, therefore, thus, even though, and is, and was, and has, \
         and had, and does, and did, as, save for, with the exception of, bar, during, \
         following, in whom, in contrast, on the other hand",
    ),
    (
        Cue::Verb,
        "has, have, had, is, was, are, were, reports, reported, endorses, endorsed, \
         complains, complained, complaining, presents, presented, presenting, develops, \
         developed, shows, showed, reveals, revealed, received, receives, receiving, \
         requires, required, requiring, underwent, remains, remained, admits, admitted, \
         with, on, given, got, came, needed, needs, now, currently, current, smokes, \
         takes, found, became, becomes, suffers, suffered, has been, had been, \
         experienced, experiences, confirmed, positive, present, known, under, meets, met, \
         started, begun, known for, there is, there was",
    ),
    (
        Cue::AtLeast,
        ">, ≥, >=, more than, greater than, above, over, higher than, at least, \
         no less than, not less than, no lower than, exceeding, in excess of, upwards of, \
         not below, not under, exceeded, exceeds, older than, minimum of, no fewer than, \
         not fewer than, beyond, well over, just over, a little over, slightly over, \
         slightly above, just above",
    ),
    (
        Cue::AtMost,
        "<, ≤, <=, less than, below, under, lower than, at most, up to, no more than, \
         not more than, not exceeding, not above, not over, fewer than, younger than, \
         maximum of, no higher than, short of, just under, just below, slightly below, \
         slightly under, a little under",
    ),
    (
        Cue::About,
        "~, about, approximately, approx, around, roughly, nearly, almost, close to, \
         circa, ca, some, in the region of, near, or so, an estimated, estimated at, \
         in the neighborhood of, approaching, thereabouts, ±, somewhere around, in the, \
         just about, on the order of, hovering around",
    ),
    (Cue::Between, "between, from, ranging from, ranged from, ranged between"),
];

/// Adverbs, parted by commas, that deny when a participle of [`OBSERVED`] follows: `was not seen`.
const NOT: &str = "not, never, wasn't, weren't, isn't, aren't, not been";

/// Participles, parted by commas, that say whether something is there.
const OBSERVED: &str = "present, seen, found, noted, detected, identified, reported, observed, given, \
         used, needed, required, performed, evident, apparent, documented, diagnosed, \
         started, initiated, administered, demonstrated, confirmed, appreciated, elicited, \
         visualized, described, received, active, instituted, done, mentioned, met, fulfilled, satisfied, \
         recorded as present, applied, provided, begun, necessary, made, established, \
         appreciable, in use, in place, part of the picture, part of the history";

/// Participles, parted by commas, behind which something is held to be so: `not known to have`.
const HELD: &str = "known to have, known to be, known for, known as, thought to have, thought to be, \
    felt to have, felt to be, believed to have, believed to be, found to have, found to be, \
    noted to have, noted to be, deemed, judged to be, considered to be, considered to have";

/// Nouns, parted by commas, of which a denial leaves what they are of: `no worsening of`.
const CHANGE: &str = "increase, decrease, change, changes, rise, fall, drop, reduction, improvement, worsening, \
    deterioration, decompensation of, exacerbation of, progression of, aggravation, escalation, \
    response, resolution of, relief of, relief from, alteration, adjustment, recovery of";

/// Adjectives, parted by commas, between `no` and [`CHANGE`].
const KIND: &str = "significant, further, interval, acute, major, marked, appreciable, real, recent, new, \
    obvious, apparent, clear, substantial, relevant, clinical, notable, additional, big, sudden, \
    clinically significant";

/// Doubts, parted by commas, about an [`ORIGIN`] and not about what has it.
const DOUBTFUL: &str = "unclear, unknown, uncertain, suspected, presumed, probable, likely, possible, \
    undetermined, questionable";

/// Where something comes from, parted by commas.
const ORIGIN: &str = "source, origin, etiology, aetiology, cause, focus, trigger, severity, duration, type, \
    onset, stage, significance, urinary source, abdominal source, pulmonary source";

/// What becomes of a suspicion, parted by commas, behind `but` and the like.
const DISPROVED: &str = "ruled out, excluded, refuted, disproved, unlikely, felt unlikely, thought unlikely, \
    deemed unlikely, considered unlikely, judged unlikely, felt to be unlikely, thought to be unlikely, \
    was unlikely, is unlikely, was excluded, was ruled out, has been ruled out, not confirmed, \
    never confirmed, was not confirmed, was never confirmed, not found, was not found, not proven, \
    never proven, not performed, not started, not given, not done, never started, \
    never given, never performed, deferred, decided against, could be excluded, could be ruled out, did not materialize, rejected";

/// Words, parted by commas, before [`DISPROVED`].
const BUT: &str = "but, then, later, subsequently, eventually, ultimately, finally, but later, but then, \
    but subsequently, but eventually, but ultimately, but finally, and then, and later, \
    and subsequently, but now, now, yet";

/// Words, parted by commas, that turn a bound of [`BELOW`] or [`ABOVE`].
const NOT_BEYOND: &str = "no, not, never, did not, didn't, does not, doesn't, has not, hasn't, \
    had not, at no time, not once, without";

/// What a lower bound is not, parted by commas.
const BELOW: &str = "below, under, lower than, less than, fewer than, fall below, falls below, \
    fell below, fallen below, falling below, drop below, drops below, dropped below, \
    dropping below, go below, going below, went below, gone below, dip below, dipped below, \
    dipping below, fall under, fell under, drop under, dropped under, been below, was below";

/// What an upper bound is not, parted by commas.
const ABOVE: &str = "above, over, higher than, more than, greater than, exceed, exceeds, exceeded, \
    exceeding, rise above, rose above, risen above, rising above, go above, going above, \
    went above, gone above, climb above, climbed above, climbing above, been above, \
    was above, rise over, rose over, go over, went over";

/// Prepositions and articles, parted by commas, before an earlier [`STAY`].
const DURING: &str = "on the, during the, at the, in the, on a, during a, in a, on her, during her, in her, at her, \
    on his, during his, in his, at his, on an, during an, in an";

/// Which stay is meant, parted by commas: not this one.
const BEFORE: &str = "previous, prior, earlier, last, former, past";

/// Stays, parted by commas.
const STAY: &str =
    "admission, stay, hospitalization, hospitalisation, icu stay, icu admission, visit, episode";

/// Cues that are put together from words of several lists.
pub(super) fn composed() -> Vec<(String, Cue)> {
    let mut found = Vec::new();
    let mut all = |first: &str, second: &str, cues: &[Cue]| {
        for first in words(first) {
            for second in words(second) {
                found.extend(cues.iter().map(|cue| (format!("{first} {second}"), *cue)));
            }
        }
    };
    // `was not seen`, `not known to have`
    all(NOT, OBSERVED, &[Cue::DenyPredicate, Cue::DenyBefore]);
    all(NOT, HELD, &[Cue::DenyPredicate]);
    // `never below`, `did not exceed`: bounds, and no denials.
    all(NOT_BEYOND, BELOW, &[Cue::Pseudo, Cue::AtLeast]);
    all(NOT_BEYOND, ABOVE, &[Cue::Pseudo, Cue::AtMost]);
    // `no significant change`: no denial of what changes.
    all("no", CHANGE, &[Cue::Pseudo]);
    for kind in words(KIND) {
        all(&format!("no {kind}"), CHANGE, &[Cue::Pseudo]);
    }
    // `of unclear source`: no doubt about what has it.
    all(DOUBTFUL, ORIGIN, &[Cue::Pseudo]);
    // `but ruled out`: a suspicion that ended.
    all(BUT, DISPROVED, &[Cue::DenyBefore]);
    for during in words(DURING) {
        for before in words(BEFORE) {
            all(&format!("{during} {before}"), STAY, &[Cue::Earlier]);
        }
    }
    found
}

/// The words of a list.
pub(super) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim)
}

/// Whether a word is in a list.
pub(super) fn is_among(list: &str, word: &str) -> bool {
    words(list).any(|other| other == word)
}
