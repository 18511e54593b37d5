// Studies as the application's documents: links to them, and the questions that the tests ask.

/** The address of a page with a study in its fragment. */
export function linkTo(study, { step = 'audit', workers } = {}) {
  const text = Buffer.from(JSON.stringify({ version: 1, ...study })).toString('base64url');
  return `/${workers ? `?workers=${workers}` : ''}#step=${step}&s=${text}`;
}

export const berkeley = {
  data: { from: 'example', id: 'berkeley' },
  roles: {
    protected: ['gender'], baseline: 'Male', comparison: 'Female', confounders: [],
    mediators: ['dept'], outcome: 'admit', positive: 'Admitted', weight: 'count',
  },
  audit: { method: 'exact' },
};

export const clinic = {
  data: { from: 'example', id: 'clinic' },
  roles: {
    protected: ['sex'], baseline: 'female', comparison: 'male', confounders: ['age'],
    mediators: ['ejection_fraction', 'high_blood_pressure', 'smoking'], outcome: 'death', positive: 'yes',
  },
};

/** The heart failure question, to be computed as `audit` says. */
export function heart(name, audit = {}) {
  return {
    data: { from: 'file', name },
    roles: {
      protected: ['sex'], baseline: '0', comparison: '1', confounders: ['age'],
      mediators: [
        'anaemia', 'creatinine_phosphokinase', 'diabetes', 'ejection_fraction', 'high_blood_pressure',
        'platelets', 'serum_creatinine', 'serum_sodium', 'smoking', 'time',
      ],
      outcome: 'DEATH_EVENT', positive: '1',
    },
    audit,
  };
}

/** The effects of the 24 Berkeley counts, by the definition: admitted and rejected men, then women. */
export function berkeleyByHand() {
  const counts = [
    [512, 313, 89, 19], [353, 207, 17, 8], [120, 205, 202, 391],
    [138, 279, 131, 244], [53, 138, 94, 299], [22, 351, 24, 317],
  ];
  const sum = (term) => counts.reduce((total, cell) => total + term(cell), 0);
  const men = sum(([yes, no]) => yes + no);
  const menAdmitted = sum(([yes]) => yes) / men;
  const womenAdmitted = sum(([, , yes]) => yes) / sum(([, , yes, no]) => yes + no);
  const womenAsMen = sum(([a, b, yes, no]) => ((a + b) / men) * (yes / (yes + no)));
  return {
    total_variation: womenAdmitted - menAdmitted,
    direct: womenAsMen - menAdmitted,
    indirect: womenAsMen - womenAdmitted,
    spurious: 0,
  };
}
