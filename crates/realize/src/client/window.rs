//! How many requests run at once: one more after a whole window of successes, half as many after a
//! server says that it is too much (additive increase, multiplicative decrease).

/// The bound on requests at once.
#[derive(Clone, Debug)]
pub(super) struct Window {
    limit: u32,
    most: u32,
    successes: u32,
    /// The first attempt that was sent after the last cut: earlier ones tell nothing new.
    mark: u64,
}

impl Window {
    /// Begins with two.
    pub(super) fn new(most: u32) -> Self {
        let most = most.max(1);
        Self { limit: most.min(2), most, successes: 0, mark: 0 }
    }

    pub(super) fn limit(&self) -> u32 {
        self.limit
    }

    pub(super) fn success(&mut self) {
        self.successes += 1;
        if self.successes >= self.limit {
            self.successes = 0;
            self.limit = (self.limit + 1).min(self.most);
        }
    }

    /// The server refused `attempt` for lack of room; `next_attempt` is the next to be sent.
    pub(super) fn too_much(&mut self, attempt: u64, next_attempt: u64) {
        if attempt >= self.mark {
            self.limit = (self.limit / 2).max(1);
            self.successes = 0;
            self.mark = next_attempt;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_grows_by_one_a_window_and_stops_at_the_most() {
        let mut window = Window::new(4);
        let limits: Vec<u32> = (0..12)
            .map(|_| {
                window.success();
                window.limit()
            })
            .collect();
        assert_eq!(limits, [2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4]);
        assert_eq!(Window::new(1).limit(), 1);
        assert_eq!(Window::new(0).limit(), 1);
    }

    #[test]
    fn refusals_of_one_window_halve_the_bound_once_and_never_below_one() {
        let mut window = Window::new(6);
        window.limit = 6;
        window.too_much(10, 16);
        window.too_much(11, 16);
        window.too_much(15, 16);
        assert_eq!(window.limit(), 3);
        window.too_much(16, 17);
        window.too_much(17, 18);
        window.too_much(18, 19);
        assert_eq!(window.limit(), 1);
    }
}
