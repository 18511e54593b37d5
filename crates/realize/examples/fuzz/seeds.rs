//! Valid texts of everything that is read, from which the changed ones are made.

pub(crate) const NOTES: [&str; 4] = [
    "71-year-old woman, medical admission. PMH: diabetes, CKD; no heart failure. She denies dyspnea, \
     but is septic. HR 112/min, MAP 58 mmHg, T 38.5 °C, lactate between 3 and 4 mmol/L.",
    "History:\n- no known diabetes, pulse low at 48\nFamily history: mother diabetic, aged 90.\n\
     Assessment: possible sepsis; sepsis ruled out. Temperature ≥ 39 °C, BP 142/88.\n",
    "08:00 age=71 diabetes=no rate=HIGH temperature=38.5\n08:05 note=\"not without diabetes\"\n",
    "Not diabetic. Heart rate is not high, rather normal, in the 70s. Aged seventy-one years. 10^9 1,5 \
     ½ 1e3 −4 -5--6 to 7.",
];

pub(crate) const DICTIONARIES: [&str; 2] = [CLINIC, WARD];

/// Age, diabetes, heart rate in three grades, temperature.
pub(crate) const CLINIC: &str = r#"{"subject":"patient","slots":[
{"name":"age","label":"age","part":"identity","says":{"number":{"anchors":["age","aged"],"units":[{"terms":["years","year"]}],"plausible":[0,120]}}},
{"name":"diabetes","label":"diabetes","part":"history","says":{"finding":{"present":"yes","absent":"no","terms":["diabetes","diabetes mellitus"],"adjectives":["diabetic"]}}},
{"name":"rate","label":"heart rate","part":"findings","says":{"states":{"anchors":["heart rate","pulse"],"states":[{"state":"LOW","grades":["low"],"terms":["bradycardia"]},{"state":"HIGH","grades":["high","elevated"],"terms":["tachycardia"]},{"state":"NORMAL","grades":["normal"]}]}}},
{"name":"temperature","label":"body temperature","part":"measurements","says":{"number":{"anchors":["temperature","temp","T"],"units":[{"terms":["°C"]},{"terms":["°F"],"scale":0.5555555555555556,"offset":-17.77777777777778}],"decimals":1,"plausible":[25,45],"unit_suffices":true}}}],
"watched":[{"label":"sepsis","terms":["sepsis","septic"]}]}"#;

const WARD: &str = r#"{"subject":"row","slots":[{"name":"x","label":"x","policy":"may","says":{"number":{"anchors":["x"],"decimals":3}}},{"name":"y","label":"why","policy":"must-not","says":{"finding":{"present":"1","absent":"0","terms":["y"],"present_phrases":["is y"],"absent_phrases":["is not y"]}}}]}"#;

pub(crate) const CHAT: [&str; 2] = [
    "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Aged 55 –\"}}]}\r\n\r\n: ping\n\ndata: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\" naïve 😀\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7}}\n\ndata: [DONE]\n\n",
    "{\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"whole\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2}}",
];
pub(crate) const RESPONSES: [&str; 1] = [
    "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Aged 55\"}\n\nevent: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"object\":\"response\",\"model\":\"m\",\"status\":\"completed\",\"error\":null,\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Aged 55\"}]}],\"usage\":{\"input_tokens\":11,\"output_tokens\":7}}}\n\n",
];
pub(crate) const ANTHROPIC: [&str; 1] = [
    "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":8,\"output_tokens\":1}}}\n\nevent: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Aged 55\"}}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
];
pub(crate) const GEMINI: [&str; 2] = [
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Aged 55\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":5},\"modelVersion\":\"m\"}\r\n\r\n",
    "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Aged\"}]}}]},\n{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" 55\"}]},\"finishReason\":\"MAX_TOKENS\"}]}]",
];
pub(crate) const TEMPLATES: [&str; 3] = [
    "Put the {{subject}} of row {{row}} into words.\n{{columns}}{{facts}}\nWrite {{kind}}.",
    "{{facts}} {{ kind }} {{{row}}} }}{{ {{subject}}",
    "Write {{kind}} about {{subject}} {{row}}: {{facts}}",
];
pub(crate) const PLACEHOLDERS: [&str; 3] = [
    "The patient is aged [[age]] and has [[diabetes]]. Heart rate: [[rate]]. [[temperature]].",
    "[[c1]] [[c2]], [[c3]]; \\[\\[c4\\]\\] [[ [[c9]] ]] [[Age]] 12",
    "age=[[age]] diabetes=[[diabetes]] rate=[[rate]] [[temperature]]",
];
pub(crate) const ROWS: [&str; 1] = [
    "{\"row\":3,\"text\":\"Aged 71.\",\"facts\":{\"age\":71,\"diabetes\":\"no\",\"rate\":\"HIGH\",\"temperature\":38.5}}\n\n{\"text\":\"\",\"facts\":{\"age\":null}}\n",
];
pub(crate) const REFUSALS: [&str; 3] = [
    "{\"error\":{\"message\":\"Rate limit reached. Please try again in 1.2s.\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\",\"param\":\"temperature\"}}",
    "[{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"slow\",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"17s\"}]}}]",
    "<html><body>502 Bad Gateway, retry in 1m30s</body></html>",
];
pub(crate) const MODELS: [&str; 2] = [
    "{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"context_length\":4096},{\"id\":\"b\",\"display_name\":\"B\"}]}",
    "{\"models\":[{\"name\":\"models/g\",\"displayName\":\"G\",\"inputTokenLimit\":1000,\"supportedGenerationMethods\":[\"generateContent\"]}]}",
];
pub(crate) const CASSETTES: [&str; 1] = [
    "{\"hash\":\"ab\",\"id\":1,\"model\":\"m\",\"body\":\"{}\",\"status\":200,\"outcome\":{\"reply\":{\"text\":\"x\",\"finish\":\"stop\",\"usage\":{},\"model\":\"m\"}}}\n{\"hash\":\"ab\",\"id\":2,\"model\":\"m\",\"body\":\"\",\"left_out\":[\"seed\"],\"status\":null,\"outcome\":{\"reply\":{\"text\":\"\",\"finish\":\"length\",\"usage\":{\"prompt\":1},\"model\":\"\"}}}\n",
];
