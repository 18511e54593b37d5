//! The decoder: the bytes of an answer, in any pieces, to what is said and at the end the reply.

use serde_json::Value;

use super::frames::{Frames, start_of};
use super::{AnswerError, Dialect, anthropic, gemini, openai_chat, openai_responses};
use crate::{Finish, Reply, Usage};

/// The most bytes of an answer that are read.
pub const MAX_BYTES: usize = 10_000_000;

/// What a piece of an answer tells.
#[derive(Clone, Debug, PartialEq)]
pub enum Delta {
    /// More text.
    Text(String),
    /// Tokens counted so far; a later count replaces it.
    Usage(Usage),
    /// The model that answers.
    Model(String),
    /// Why the answer ended; counts may follow.
    Finished(Finish),
    /// It is no answer, or one that failed; nothing follows.
    Problem(AnswerError),
}

/// Reads one answer. Streams and whole answers are told apart by their first character, since a
/// server may give either whatever it was asked for.
#[derive(Debug)]
pub struct Decoder {
    dialect: Dialect,
    frames: Frames,
    n_bytes: usize,
    answer: Answer,
    problem: Option<AnswerError>,
}

impl Decoder {
    /// A decoder for one answer.
    pub fn new(dialect: Dialect) -> Self {
        let answer = Answer::default();
        Self { dialect, frames: Frames::new(), n_bytes: 0, answer, problem: None }
    }

    /// What `bytes` add. After a [`Delta::Problem`] nothing more is read.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Delta> {
        if self.problem.is_none() && !self.answer.is_complete {
            let room = MAX_BYTES - self.n_bytes;
            let (read, over) = bytes.split_at(bytes.len().min(room));
            self.n_bytes += read.len();
            let mut result = self.read(read);
            if result.is_ok() && !over.is_empty() && !self.answer.is_complete {
                result = Err(AnswerError::TooLarge { limit: MAX_BYTES });
            }
            self.note(result);
        }
        std::mem::take(&mut self.answer.deltas)
    }

    /// True once the dialect's own mark of the end was read: all that follows is silence.
    pub fn is_complete(&self) -> bool {
        self.answer.is_complete
    }

    /// True once the reason of the end was read: the text is whole, counts may follow.
    pub fn is_finished(&self) -> bool {
        self.problem.is_none() && (self.answer.is_complete || self.answer.finish.is_some())
    }

    /// The reply, after the last bytes.
    ///
    /// An answer without text is an error unless it was refused, or cut before its first word.
    ///
    /// # Errors
    /// What kept the bytes from being an answer.
    pub fn end(mut self) -> Result<Reply, AnswerError> {
        if self.problem.is_none() && !self.answer.is_complete {
            let mut frames = Vec::new();
            let result = self.frames.end(&mut frames);
            let result = self.read_frames(frames).and(result);
            self.note(result);
        }
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        let answer = self.answer;
        let finish = match answer.finish {
            Some(finish) => finish,
            None if answer.is_complete => Finish::Stop,
            None if self.n_bytes > 0 && !answer.is_recognized => {
                return Err(AnswerError::OtherShape);
            }
            None => return Err(AnswerError::BrokenOff),
        };
        let is_declined = !answer.refusal.is_empty();
        let finish = if is_declined { Finish::Refused } else { finish };
        let text = if answer.text.is_empty() { answer.refusal } else { answer.text };
        if text.is_empty() && finish == Finish::Stop {
            return Err(AnswerError::Empty);
        }
        Ok(Reply { text, finish, usage: answer.usage, model: answer.model })
    }

    /// Tokens told so far, for an answer that never ends.
    pub fn usage(&self) -> Usage {
        self.answer.usage
    }

    fn note(&mut self, result: Result<(), AnswerError>) {
        if let Err(problem) = result {
            self.answer.deltas.push(Delta::Problem(problem.clone()));
            self.problem = Some(problem);
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Result<(), AnswerError> {
        let mut frames = Vec::new();
        let result = self.frames.push(bytes, &mut frames);
        self.read_frames(frames).and(result)
    }

    fn read_frames(&mut self, frames: Vec<Vec<u8>>) -> Result<(), AnswerError> {
        for frame in frames {
            if self.answer.is_complete {
                break;
            }
            let text = std::str::from_utf8(&frame).map_err(|_| AnswerError::InvalidUtf8)?;
            match text.trim() {
                "" => {}
                "[DONE]" => self.answer.complete(),
                text => {
                    let value: Value = serde_json::from_str(text).map_err(|error| {
                        if error.is_eof() {
                            AnswerError::BrokenOff
                        } else {
                            AnswerError::NotJson { start: start_of(text.as_bytes()) }
                        }
                    })?;
                    self.read_value(&value)?;
                }
            }
        }
        Ok(())
    }

    fn read_value(&mut self, value: &Value) -> Result<(), AnswerError> {
        if let Value::Array(values) = value {
            return values.iter().try_for_each(|value| self.read_object(value));
        }
        self.read_object(value)
    }

    fn read_object(&mut self, value: &Value) -> Result<(), AnswerError> {
        match self.dialect {
            Dialect::OpenAiChat => openai_chat::read(value, &mut self.answer),
            Dialect::OpenAiResponses => openai_responses::read(value, &mut self.answer),
            Dialect::Anthropic => anthropic::read(value, &mut self.answer),
            Dialect::Gemini => gemini::read(value, &mut self.answer),
        }
    }
}

/// A count of tokens, where it is one.
pub(super) fn tokens(value: &Value) -> Option<u64> {
    value.as_u64()
}

/// What is known of an answer so far.
#[derive(Debug, Default)]
pub(super) struct Answer {
    text: String,
    refusal: String,
    finish: Option<Finish>,
    usage: Usage,
    model: String,
    is_complete: bool,
    /// Something of the dialect's own was read.
    is_recognized: bool,
    deltas: Vec<Delta>,
}

impl Answer {
    pub(super) fn say(&mut self, text: &str) {
        if !text.is_empty() {
            self.is_recognized = true;
            self.text.push_str(text);
            self.deltas.push(Delta::Text(text.to_owned()));
        }
    }

    /// Words with which the model declines; they are the text of a reply that has no other.
    pub(super) fn decline(&mut self, text: &str) {
        self.is_recognized |= !text.is_empty();
        self.refusal.push_str(text);
    }

    pub(super) fn finish(&mut self, finish: Finish) {
        self.is_recognized = true;
        if self.finish != Some(finish) {
            self.finish = Some(finish);
            self.deltas.push(Delta::Finished(finish));
        }
    }

    /// Counts, which replace those told earlier.
    pub(super) fn count(
        &mut self,
        prompt: Option<u64>,
        completion: Option<u64>,
        cost: Option<f64>,
    ) {
        let cost = cost.filter(|cost| cost.is_finite() && *cost >= 0.0);
        let usage = Usage {
            prompt: prompt.or(self.usage.prompt),
            completion: completion.or(self.usage.completion),
            cost: cost.or(self.usage.cost),
        };
        if usage != self.usage {
            self.is_recognized = true;
            self.usage = usage;
            self.deltas.push(Delta::Usage(usage));
        }
    }

    pub(super) fn name_model(&mut self, name: &Value) {
        if let Some(name) = name.as_str()
            && self.model.is_empty()
            && !name.is_empty()
        {
            name.clone_into(&mut self.model);
            self.deltas.push(Delta::Model(name.to_owned()));
        }
    }

    pub(super) fn complete(&mut self) {
        self.is_recognized = true;
        self.is_complete = true;
    }

    pub(super) fn has_spoken(&self) -> bool {
        !self.text.is_empty() || !self.refusal.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dialect::ApiErrorKind;

    const CHAT: &str = concat!(
        ": OPENROUTER PROCESSING\n\n",
        "data: {\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":null},\"finish_reason\":null}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Aged 55 –\"},\"finish_reason\":null}]}\r\n\r\n",
        ": keep-alive\n\n",
        "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"another choice\"}}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\ndata: \"delta\":{\"content\":\" naïve 😀\"}}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n",
        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":11,\"completion_tokens\":7,\"total_tokens\":18,\"cost\":0.002}}\n\n",
        "data: [DONE]\n\n",
    );

    const CHAT_WHOLE: &str = "{\n  \"id\": \"1\",\n  \"object\": \"chat.completion\",\n  \"model\": \"gpt\",\n  \"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": \"Aged 55 – naïve 😀\", \"refusal\": null}, \"finish_reason\": \"stop\"}],\n  \"usage\": {\"prompt_tokens\": 11, \"completion_tokens\": 7, \"cost\": 0.002},\n  \"error\": null\n}\n";

    const OLLAMA: &str = concat!(
        "{\"model\":\"gpt\",\"message\":{\"role\":\"assistant\",\"content\":\"Aged 55 –\"},\"done\":false}\n",
        "{\"model\":\"gpt\",\"message\":{\"role\":\"assistant\",\"content\":\" naïve 😀\"},\"done\":false}\n",
        "{\"model\":\"gpt\",\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":11,\"eval_count\":7}\n",
    );

    const RESPONSES: &str = concat!(
        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"model\":\"gpt\",\"status\":\"in_progress\",\"error\":null}}\n\n",
        "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\",\"item\":{\"type\":\"message\",\"content\":[]}}\n\n",
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Aged 55 –\"}\n\n",
        "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\" naïve 😀\"}\n\n",
        "event: response.output_text.done\ndata: {\"type\":\"response.output_text.done\",\"text\":\"Aged 55 – naïve 😀\"}\n\n",
        "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"object\":\"response\",\"model\":\"gpt\",\"status\":\"completed\",\"error\":null,\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Aged 55 – naïve 😀\"}]}],\"usage\":{\"input_tokens\":11,\"output_tokens\":7,\"total_tokens\":18}}}\n\n",
    );

    const RESPONSES_WHOLE: &str = "{\"object\":\"response\",\"model\":\"gpt\",\"status\":\"completed\",\"error\":null,\"output\":[{\"type\":\"reasoning\",\"summary\":[]},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Aged 55 – naïve 😀\"}]}],\"usage\":{\"input_tokens\":11,\"output_tokens\":7}}";

    const ANTHROPIC: &str = concat!(
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"gpt\",\"content\":[],\"usage\":{\"input_tokens\":8,\"cache_read_input_tokens\":3,\"output_tokens\":1}}}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}\n\n",
        "event: ping\ndata: {\"type\": \"ping\"}\n\n",
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"Aged 55 –\"}}\n\n",
        "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\" naïve 😀\"}}\n\n",
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n",
        "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":7}}\n\n",
        "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
    );

    const ANTHROPIC_WHOLE: &str = "{\"id\":\"m\",\"type\":\"message\",\"model\":\"gpt\",\"content\":[{\"type\":\"text\",\"text\":\"Aged 55 – naïve 😀\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":11,\"output_tokens\":7}}";

    const GEMINI: &str = concat!(
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true},{\"text\":\"Aged 55 –\"}],\"role\":\"model\"}}],\"usageMetadata\":{\"promptTokenCount\":11,\"totalTokenCount\":11},\"modelVersion\":\"gpt\"}\r\n\r\n",
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" naïve 😀\"}],\"role\":\"model\"},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":5,\"thoughtsTokenCount\":2,\"totalTokenCount\":18},\"modelVersion\":\"gpt\"}\r\n\r\n",
    );

    const GEMINI_ARRAY: &str = "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Aged 55 –\"}]}}],\"modelVersion\":\"gpt\"}\n,\n{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\" naïve 😀\"}]},\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":11,\"candidatesTokenCount\":7}}]";

    const ANSWERS: [(Dialect, &str, Option<f64>); 8] = [
        (Dialect::OpenAiChat, CHAT, Some(0.002)),
        (Dialect::OpenAiChat, CHAT_WHOLE, Some(0.002)),
        (Dialect::OpenAiChat, OLLAMA, None),
        (Dialect::OpenAiResponses, RESPONSES, None),
        (Dialect::OpenAiResponses, RESPONSES_WHOLE, None),
        (Dialect::Anthropic, ANTHROPIC, None),
        (Dialect::Anthropic, ANTHROPIC_WHOLE, None),
        (Dialect::Gemini, GEMINI, None),
    ];

    fn decode<'a>(
        dialect: Dialect,
        pieces: impl IntoIterator<Item = &'a [u8]>,
    ) -> (String, Result<Reply, AnswerError>) {
        let mut decoder = Decoder::new(dialect);
        let deltas: Vec<Delta> = pieces.into_iter().flat_map(|piece| decoder.push(piece)).collect();
        let text = deltas.iter().filter_map(|delta| match delta {
            Delta::Text(text) => Some(&**text),
            _ => None,
        });
        (text.collect(), decoder.end())
    }

    fn end(dialect: Dialect, text: &str) -> Result<Reply, AnswerError> {
        decode(dialect, [text.as_bytes()]).1
    }

    #[test]
    fn every_dialect_streamed_or_whole_gives_the_same_reply() {
        for (dialect, text, cost) in
            ANSWERS.into_iter().chain([(Dialect::Gemini, GEMINI_ARRAY, None)])
        {
            let usage = Usage { prompt: Some(11), completion: Some(7), cost };
            let reply = Reply {
                text: "Aged 55 – naïve 😀".to_owned(),
                finish: Finish::Stop,
                usage,
                model: "gpt".to_owned(),
            };
            let (said, found) = decode(dialect, [text.as_bytes()]);
            assert_eq!(found, Ok(reply), "{text}");
            assert_eq!(said, "Aged 55 – naïve 😀", "{text}");
        }
    }

    #[test]
    fn an_answer_cut_in_two_at_any_byte_is_the_same_answer() {
        for (dialect, text, _) in ANSWERS {
            let whole = decode(dialect, [text.as_bytes()]);
            for at in 0..=text.len() {
                let (first, second) = text.as_bytes().split_at(at);
                assert_eq!(decode(dialect, [first, second]), whole, "{dialect:?} at {at}");
            }
            assert_eq!(decode(dialect, text.as_bytes().chunks(1)), whole, "{dialect:?}");
        }
    }

    #[test]
    fn an_answer_that_breaks_off_is_never_taken_for_a_whole_one() {
        for (dialect, text, _) in ANSWERS {
            let whole = end(dialect, text).unwrap();
            for at in 0..text.len() {
                let (_, found) = decode(dialect, [&text.as_bytes()[..at]]);
                if let Ok(reply) = found {
                    assert_eq!(reply.text, whole.text, "{dialect:?} at {at}");
                    assert_eq!(reply.finish, Finish::Stop, "{dialect:?} at {at}");
                }
            }
        }
    }

    #[test]
    fn the_mark_of_the_end_may_be_missing_once_the_reason_is_known() {
        let (text, _) = CHAT.split_once("data: [DONE]").unwrap();
        assert_eq!(end(Dialect::OpenAiChat, text), end(Dialect::OpenAiChat, CHAT));
        let (text, _) = ANTHROPIC.split_once("event: message_stop").unwrap();
        assert_eq!(end(Dialect::Anthropic, text), end(Dialect::Anthropic, ANTHROPIC));
    }

    #[test]
    fn limits_and_refusals_are_told_apart() {
        let chat = |tail: &str| {
            let text = format!("{{\"choices\":[{{{tail}}}]}}");
            end(Dialect::OpenAiChat, &text).map(|reply| (reply.text, reply.finish))
        };
        let said = |text: &str, finish| Ok((text.to_owned(), finish));
        assert_eq!(
            chat(r#""message":{"content":"a"},"finish_reason":"length""#),
            said("a", Finish::Length)
        );
        assert_eq!(
            chat(r#""message":{"content":null},"finish_reason":"length""#),
            said("", Finish::Length)
        );
        assert_eq!(
            chat(r#""message":{"content":null,"refusal":"I cannot."},"finish_reason":"stop""#),
            said("I cannot.", Finish::Refused)
        );
        assert_eq!(
            chat(r#""message":{"content":""},"finish_reason":"content_filter""#),
            said("", Finish::Refused)
        );
        assert_eq!(
            chat(
                r#""message":{"content":[{"type":"text","text":"in"},{"text":" parts"}]},"finish_reason":"stop""#
            ),
            said("in parts", Finish::Stop)
        );
        assert_eq!(
            chat(r#""message":{"content":""},"finish_reason":"stop""#),
            Err(AnswerError::Empty)
        );
        let gemini =
            |text: &str| end(Dialect::Gemini, text).map(|reply| (reply.text, reply.finish));
        assert_eq!(
            gemini(
                r#"{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":9}}"#
            ),
            said("SAFETY", Finish::Refused)
        );
        assert_eq!(
            gemini(r#"{"candidates":[{"finishReason":"RECITATION"}]}"#),
            said("", Finish::Refused)
        );
        assert_eq!(
            gemini(
                r#"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"MAX_TOKENS"}]}"#
            ),
            said("a", Finish::Length)
        );
        let claude = ANTHROPIC_WHOLE.replace("end_turn", "refusal");
        assert_eq!(end(Dialect::Anthropic, &claude).unwrap().finish, Finish::Refused);
        let responses = concat!(
            "data: {\"type\":\"response.refusal.delta\",\"delta\":\"I can\"}\n\n",
            "data: {\"type\":\"response.refusal.delta\",\"delta\":\"not.\"}\n\n",
            "data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"error\":null}}\n\n",
        );
        let reply = end(Dialect::OpenAiResponses, responses).unwrap();
        assert_eq!((&*reply.text, reply.finish), ("I cannot.", Finish::Refused));
        let cut = RESPONSES_WHOLE.replace("\"completed\"", "\"incomplete\"");
        assert_eq!(end(Dialect::OpenAiResponses, &cut).unwrap().finish, Finish::Length);
    }

    #[test]
    fn an_error_after_success_has_its_meaning() {
        let kind = |dialect, text: &str| match end(dialect, text) {
            Err(AnswerError::Api(error)) => error.kind,
            other => panic!("{other:?}"),
        };
        let begun = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
        let limit = format!(
            "{begun}data: {{\"error\":{{\"code\":429,\"message\":\"try again in 2s\"}},\"choices\":[{{\"delta\":{{}},\"finish_reason\":\"error\"}}]}}\n\n"
        );
        assert_eq!(
            kind(Dialect::OpenAiChat, &limit),
            ApiErrorKind::RateLimit { retry_after_ms: Some(2000) }
        );
        let words = format!("{begun}data: {{\"error\":\"out of memory\"}}\n\n");
        assert_eq!(
            kind(Dialect::OpenAiChat, &words),
            ApiErrorKind::Server { retry_after_ms: None }
        );
        let reason = format!("{begun}data: {{\"choices\":[{{\"finish_reason\":\"error\"}}]}}\n\n");
        assert_eq!(
            kind(Dialect::OpenAiChat, &reason),
            ApiErrorKind::Server { retry_after_ms: None }
        );
        let old_llama = "error: {\"code\":400,\"message\":\"context size exceeded\",\"type\":\"exceed_context_size_error\"}\n\n";
        assert_eq!(kind(Dialect::OpenAiChat, old_llama), ApiErrorKind::TooLong);
        assert_eq!(
            kind(
                Dialect::Anthropic,
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
            ),
            ApiErrorKind::Overloaded { retry_after_ms: None }
        );
        assert_eq!(
            kind(
                Dialect::OpenAiResponses,
                "data: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"slow\"}}}\n\n"
            ),
            ApiErrorKind::RateLimit { retry_after_ms: None }
        );
        assert_eq!(
            kind(
                Dialect::Gemini,
                r#"[{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}]"#
            ),
            ApiErrorKind::Forbidden
        );
    }

    #[test]
    fn what_is_no_answer_is_an_error_of_its_own() {
        let chat = |bytes: &[u8]| decode(Dialect::OpenAiChat, [bytes]).1;
        assert_eq!(chat(b""), Err(AnswerError::BrokenOff));
        assert_eq!(chat(b"data: {\"choices\":[{\"delta\":{\"con"), Err(AnswerError::BrokenOff));
        assert_eq!(chat(b"<!DOCTYPE html><p>Log in"), Err(AnswerError::WebPage));
        assert_eq!(chat(b"{\"answer\":42}"), Err(AnswerError::OtherShape));
        assert_eq!(chat(GEMINI.as_bytes()), Err(AnswerError::OtherShape));
        let start = "{not json}".to_owned();
        assert_eq!(chat(b"data: {not json}\n\n"), Err(AnswerError::NotJson { start }));
        let invalid = b"data: {\"choices\":[{\"delta\":{\"content\":\"\xff\"}}]}\n\n";
        assert_eq!(chat(invalid), Err(AnswerError::InvalidUtf8));
    }

    #[test]
    fn ten_million_bytes_are_read_and_not_one_more() {
        let junk = vec![b'x'; MAX_BYTES];
        let mut decoder = Decoder::new(Dialect::OpenAiChat);
        assert_eq!(decoder.push(&junk), []);
        let limit = AnswerError::TooLarge { limit: MAX_BYTES };
        assert_eq!(decoder.push(b"x"), [Delta::Problem(limit.clone())]);
        assert_eq!(decoder.push(b"x"), []);
        assert_eq!(decoder.end(), Err(limit));
    }

    fn dialects() -> impl Strategy<Value = Dialect> {
        proptest::sample::select(vec![
            Dialect::OpenAiChat,
            Dialect::OpenAiResponses,
            Dialect::Anthropic,
            Dialect::Gemini,
        ])
    }

    /// Pieces of answers in any order, with bytes changed: what a broken server might send.
    fn damaged() -> impl Strategy<Value = Vec<u8>> {
        let texts: Vec<&str> =
            ANSWERS.iter().flat_map(|answer| answer.1.split_inclusive('\n')).collect();
        let pieces = proptest::collection::vec(proptest::sample::select(texts), 0..8);
        let changes = proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
        (pieces, changes).prop_map(|(pieces, changes)| {
            let mut bytes = pieces.concat().into_bytes();
            for (place, byte) in changes {
                if !bytes.is_empty() {
                    let place = place.index(bytes.len());
                    bytes[place] = byte;
                }
            }
            bytes
        })
    }

    proptest! {
        #[test]
        fn cutting_never_changes_what_is_read(
            dialect in dialects(),
            bytes in damaged(),
            cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let whole = decode(dialect, [&*bytes]);
            let mut places: Vec<usize> =
                cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
            places.extend([0, bytes.len()]);
            places.sort_unstable();
            let pieces = places.windows(2).map(|ends| &bytes[ends[0]..ends[1]]);
            prop_assert_eq!(decode(dialect, pieces), whole);
        }
    }
}
