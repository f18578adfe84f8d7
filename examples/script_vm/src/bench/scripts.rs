//! What is run.

/// A script in two languages, in which `COUNT` stands for the number of operations.
#[derive(Debug)]
pub struct Task {
    /// What the table calls it.
    pub name: &'static str,
    /// With so many operations.
    pub counts: &'static [u32],
    script: &'static str,
    /// `prepare` and `work` in Python.
    python: &'static str,
}

impl Task {
    /// The script, which prints its result and on a line of its own how many nanoseconds it took, without what it prepares.
    pub fn script(&self, count: u32) -> String {
        self.script.replace("COUNT", &count.to_string())
    }

    /// The same in Python, which prints its time in nanoseconds on a line of its own, and fails after so many seconds.
    pub fn python(&self, count: u32, seconds: u64) -> String {
        let work = self.python.replace("COUNT", &count.to_string());
        let limit = format!("import faulthandler, time\nfaulthandler.dump_traceback_later({seconds}, exit=True)");
        let timed = "given = prepare()\nstart = time.perf_counter_ns()\nprint(work(given))";
        format!("{limit}\n{work}\n{timed}\nprint(time.perf_counter_ns() - start)\n")
    }
}

/// All tasks.
pub const ALL: &[Task] = &[WRITES, READS, MIXED];

/// A dictionary that is written to.
pub const WRITES: Task = Task {
    name: "writes",
    counts: &[1_000, 3_000, 10_000, 30_000, 100_000],
    script: "
        let start = clock();
        let d = {};
        let i = 0;
        while i < COUNT {
            d[i] = i * 2;
            i = i + 1;
        }
        print(len(d) + d[7]);
        print(clock() - start);
    ",
    python: "
def prepare(): return {}
def work(d):
    i = 0
    while i < COUNT:
        d[i] = i * 2
        i = i + 1
    return len(d) + d[7]
",
};

/// A dictionary of a thousand that is read.
pub const READS: Task = Task {
    name: "reads",
    counts: &[1_000, 100_000],
    script: "
        let d = {};
        for k in range(1000) { d[k] = [k, k + 1]; }
        let start = clock();
        let i = 0;
        let sum = 0;
        while i < COUNT {
            sum = sum + d[i % 1000][1];
            i = i + 1;
        }
        print(sum);
        print(clock() - start);
    ",
    python: "
def prepare():
    d = {}
    for k in range(1000): d[k] = [k, k + 1]
    return d
def work(d):
    i = 0
    total = 0
    while i < COUNT:
        total = total + d[i % 1000][1]
        i = i + 1
    return total
",
};

/// Texts as keys, dictionaries in a dictionary, one that is passed and changed, and snapshots of all of it.
pub const MIXED: Task = Task {
    name: "mixed",
    counts: &[1_000, 10_000, 100_000],
    script: r#"
        fn raise(account, by) {
            account["balance"] = account["balance"] + by;
            return account;
        }
        let bank = {};
        for k in range(1000) { bank["k" + str(k)] = {"balance": 0, "owner": k}; }
        let start = clock();
        let snapshots = [];
        let i = 0;
        let sum = 0;
        while i < COUNT / 4 {
            let key = "k" + str(i * 7 % 1000);
            bank[key]["balance"] = bank[key]["balance"] + 1;
            bank[key] = raise(bank[key], 2);
            sum = sum + bank[key]["balance"];
            if i % 100 == 0 { snapshots = push(snapshots, bank); }
            i = i + 1;
        }
        print(sum + len(snapshots) + snapshots[0]["k999"]["balance"]);
        print(clock() - start);
    "#,
    python: r#"
import copy
def raised(account, by):
    account = dict(account)
    account["balance"] = account["balance"] + by
    return account
def prepare():
    bank = {}
    for k in range(1000): bank["k" + str(k)] = {"balance": 0, "owner": k}
    return bank
def work(bank):
    snapshots = []
    i = 0
    total = 0
    while i < COUNT // 4:
        key = "k" + str(i * 7 % 1000)
        bank[key]["balance"] = bank[key]["balance"] + 1
        bank[key] = raised(bank[key], 2)
        total = total + bank[key]["balance"]
        if i % 100 == 0: snapshots.append(copy.deepcopy(bank))
        i = i + 1
    return total + len(snapshots) + snapshots[0]["k999"]["balance"]
"#,
};
