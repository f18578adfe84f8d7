//! From what `pest` found to the tree.

use super::grammar::Rule;
use super::tree::{Action, Binary, Expr, Kind, Statement, Unary};
use crate::error::{Error, Place};
use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;

type Built<T> = Result<T, Error>;

static OPERATORS: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or))
        .op(left(Rule::and))
        .op(left(Rule::eq) | left(Rule::ne) | left(Rule::lt) | left(Rule::le) | left(Rule::gt) | left(Rule::ge))
        .op(left(Rule::add) | left(Rule::sub))
        .op(left(Rule::mul) | left(Rule::div) | left(Rule::rem))
});

pub(super) fn program(pair: Pair<'_, Rule>) -> Built<Vec<Statement>> {
    pair.into_inner().filter(|inner| inner.as_rule() != Rule::EOI).map(statement).collect()
}

fn place(pair: &Pair<'_, Rule>) -> Place {
    let (line, column) = pair.line_col();
    Place { line, column }
}

fn statement(pair: Pair<'_, Rule>) -> Built<Statement> {
    let (at, rule) = (place(&pair), pair.as_rule());
    let mut inner = pair.into_inner().filter(|part| !is_word(part.as_rule()));
    let kind = match rule {
        Rule::define => {
            let name = text(&mut inner);
            let body = inner.next_back().expect("a body");
            Action::Define(name, inner.map(|name| name.as_str().to_owned()).collect(), block(body)?)
        }
        Rule::local => Action::Let(text(&mut inner), only(&mut inner)?),
        Rule::choice => {
            let (condition, then) = (only(&mut inner)?, block(inner.next().expect("a block"))?);
            let otherwise = match inner.next() {
                None => Vec::new(),
                Some(pair) if pair.as_rule() == Rule::choice => vec![statement(pair)?],
                Some(pair) => block(pair)?,
            };
            Action::If(condition, then, otherwise)
        }
        Rule::repeat => Action::While(only(&mut inner)?, block(inner.next().expect("a block"))?),
        Rule::each => {
            let (name, over) = (text(&mut inner), only(&mut inner)?);
            Action::For(name, over, block(inner.next().expect("a block"))?)
        }
        Rule::give => Action::Return(inner.next().map(expr).transpose()?),
        Rule::leave => Action::Break,
        Rule::next => Action::Continue,
        Rule::assign => {
            let (name, value) = (text(&mut inner), expr(inner.next_back().expect("a value"))?);
            Action::Assign(name, inner.map(index).collect::<Built<_>>()?, value)
        }
        Rule::erase => Action::Erase(text(&mut inner), inner.map(index).collect::<Built<_>>()?),
        Rule::bare => Action::Bare(only(&mut inner)?),
        rule => unreachable!("{rule:?} is no statement"),
    };
    Ok(Statement { kind, at })
}

/// Words that say what a statement is, and nothing else.
fn is_word(rule: Rule) -> bool {
    use Rule::*;
    matches!(
        rule,
        kw_fn | kw_let | kw_if | kw_else | kw_while | kw_for | kw_in | kw_return | kw_break | kw_continue | kw_del
    )
}

fn block(pair: Pair<'_, Rule>) -> Built<Vec<Statement>> {
    pair.into_inner().map(statement).collect()
}

fn text<'i>(inner: &mut impl Iterator<Item = Pair<'i, Rule>>) -> String {
    inner.next().expect("a name").as_str().to_owned()
}

fn only<'i>(inner: &mut impl Iterator<Item = Pair<'i, Rule>>) -> Built<Expr> {
    expr(inner.next().expect("an expression"))
}

/// What is between the brackets of an index.
fn index(pair: Pair<'_, Rule>) -> Built<Expr> {
    only(&mut pair.into_inner())
}

fn expr(pair: Pair<'_, Rule>) -> Built<Expr> {
    OPERATORS
        .map_primary(unary)
        .map_infix(|left, operator, right| {
            let at = place(&operator);
            Ok(Expr { kind: Kind::Binary(binary(&operator), Box::new(left?), Box::new(right?)), at })
        })
        .parse(pair.into_inner())
}

fn binary(pair: &Pair<'_, Rule>) -> Binary {
    match pair.as_rule() {
        Rule::or => Binary::Or,
        Rule::and => Binary::And,
        Rule::eq => Binary::Eq,
        Rule::ne => Binary::Ne,
        Rule::lt => Binary::Lt,
        Rule::le => Binary::Le,
        Rule::gt => Binary::Gt,
        Rule::ge => Binary::Ge,
        Rule::add => Binary::Add,
        Rule::sub => Binary::Sub,
        Rule::mul => Binary::Mul,
        Rule::div => Binary::Div,
        _ => Binary::Rem,
    }
}

fn unary(pair: Pair<'_, Rule>) -> Built<Expr> {
    let (mut prefixes, mut found) = (Vec::new(), None);
    for inner in pair.into_inner() {
        let at = place(&inner);
        match inner.as_rule() {
            Rule::prefix => {
                let minus = inner.into_inner().next().is_some_and(|one| one.as_rule() == Rule::minus);
                prefixes.push((if minus { Unary::Minus } else { Unary::Not }, at));
            }
            Rule::index => {
                let of: Expr = found.expect("what is indexed");
                found = Some(Expr { kind: Kind::Index(Box::new(of), Box::new(index(inner)?)), at });
            }
            _ => found = Some(primary(inner)?),
        }
    }
    let operand = found.expect("an operand");
    Ok(prefixes
        .into_iter()
        .rev()
        .fold(operand, |of, (operator, at)| Expr { kind: Kind::Unary(operator, Box::new(of)), at }))
}

fn primary(pair: Pair<'_, Rule>) -> Built<Expr> {
    let at = place(&pair);
    let kind = match pair.as_rule() {
        Rule::number => {
            let parsed = pair.as_str().parse();
            Kind::Int(parsed.map_err(|_| Error::new(at, format!("{} is more than an integer can be", pair.as_str())))?)
        }
        Rule::text => Kind::Text(pair.into_inner().map(piece).collect()),
        Rule::kw_true => Kind::Bool(true),
        Rule::kw_false => Kind::Bool(false),
        Rule::kw_nil => Kind::Nil,
        Rule::list => Kind::List(pair.into_inner().map(expr).collect::<Built<_>>()?),
        Rule::dict => {
            let entry = |pair: Pair<'_, Rule>| {
                let mut inner = pair.into_inner();
                Ok((only(&mut inner)?, only(&mut inner)?))
            };
            Kind::Dict(pair.into_inner().map(entry).collect::<Built<_>>()?)
        }
        Rule::call => {
            let mut inner = pair.into_inner();
            Kind::Call(text(&mut inner), inner.map(expr).collect::<Built<_>>()?)
        }
        Rule::name => Kind::Name(pair.as_str().to_owned()),
        _ => return expr(pair),
    };
    Ok(Expr { kind, at })
}

fn piece(pair: Pair<'_, Rule>) -> &str {
    match pair.as_str() {
        "\\n" => "\n",
        "\\t" => "\t",
        "\\\"" => "\"",
        "\\\\" => "\\",
        plain => plain,
    }
}
