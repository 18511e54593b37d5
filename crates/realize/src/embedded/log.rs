//! A log: one line an event, `t=0 admit age=71 sex=female`.

use crate::dictionary::Part;

use super::{
    frame::{ORDER, PARTS},
    page::{Item, Page},
};

/// What the lines of a part are called.
const EVENTS: [&str; PARTS] = ["open", "history", "finding", "measure", "treat", "close"];

/// Lines for the facts of every part, `items` in the order in which they are told.
pub(super) fn put_lines(page: &mut Page, items_of: &[Vec<Item<'_>>; PARTS]) {
    let mut time = 0;
    for part in ORDER {
        put_part(page, part, &items_of[part as usize], &mut time);
    }
}

fn put_part(page: &mut Page, part: Part, items: &[Item<'_>], time: &mut usize) {
    let mut at = 0;
    while at < items.len() {
        let n = 1 + page.below(items.len().min(at + 4) - at);
        begin_event(page, EVENTS[part as usize], time);
        for item in &items[at..at + n] {
            page.text.push(' ');
            let start = page.text.len();
            page.text.push_str(&item.entry.key);
            page.text.push('=');
            match &item.entry.number {
                Some(way) => page.put_digits(way, item.number),
                None => page.text.push_str(&item.value.code),
            }
            page.tell(item.slot, start);
        }
        at += n;
    }
}

/// `t=40 note` on a line of its own.
pub(super) fn begin_event(page: &mut Page, event: &str, time: &mut usize) {
    page.begin_line("\n");
    page.text.push_str("t=");
    page.text.push_str(&time.to_string());
    page.text.push(' ');
    page.text.push_str(event);
    page.go_on();
    *time += 1 + page.below(30);
}
