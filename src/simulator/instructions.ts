/** The instructions of the demo's missions, in Markdown. */

export const roofRepair = `# Roof repair quotes

Get at least three written-down quotes for the repair that the input describes, and recommend one.

## Whom to call

- Roofers within 25 miles of the address, with a licence that is valid today.
- Prefer those with more than 20 reviews. Skip anyone who asks for a deposit before a visit.
- Never call the same number twice in one day, and never before 9:00 or after 18:00 local time.

## On the phone

1. Say who you are: an assistant calling for the building's manager.
2. Describe the damage in one sentence. Answer questions from the input only; do not guess.
3. Ask for the price, what it includes, the earliest date, and how long the warranty runs.
4. Read the numbers back before you hang up.

## What counts as a quote

A quote has a price, a date and a name. "Around nine thousand" is not a price: ask again, politely, once.

## The result

Put every quote into the result's payload, in US dollars, and rank them by price and date.
Say plainly if fewer than three came together, and why.
`;

export const dentalReminders = `# Appointment reminders

Remind every patient who has an appointment tomorrow, and keep the calendar true.

## Before you write

- Take the list from the practice's calendar. Leave out anyone who has confirmed already.
- Patients who have asked for calls instead of texts get a call.

## The message

Keep it under 300 characters. It says the practice's name, the day, the time, and how to answer:
**YES** to confirm, **MOVE** for another time, **NO** to cancel.

Never name the treatment. The phone may lie on a kitchen table.

## The answers

- *YES*: mark the appointment as confirmed.
- *MOVE*: offer the next three free times, nothing more than two weeks away.
- *NO*: cancel, and offer to call back.
- Anything else: hand it to the front desk with the words as they came.

No answer by 17:00 gets one call. Nobody gets a third contact.

## The result

How many were reminded, confirmed, moved and cancelled, and who is left for the front desk.
`;

export const lateDeliveries = `# Late delivery call-outs

An order is late when the carrier's date is after the promised one. Call before the customer does.

## Order of work

1. Orders that are more than three days late.
2. Orders above 200 euros.
3. The rest, by text.

## What you may offer

| late by | offer |
| --- | --- |
| 1–2 days | an apology and the new date |
| 3–5 days | free shipping on the next order |
| more | a refund of the shipping, or the whole order back |

Never promise a date that the carrier has not confirmed today.

## How to sound

Short and honest. Say "it is our mistake" once and then talk about what happens next.
If somebody is angry, let them finish, and offer a person to talk to.

## The result

For every order: reached or not, what was offered, what was taken.
`;

export const inboundLeads = `# Qualify inbound leads

Someone has just asked to hear from us. Call within ten minutes, while they still remember why.

## Find out

- What they want to build, in their own words.
- How many calls or messages a month. A rough number is fine.
- Who decides, and by when.

Ask one thing at a time. If they would rather write, send the three questions by text.

## Decide

A lead is a **fit** with at least 5,000 calls a month, or a date within the quarter.
It is a **later** with a plan but no date. Everything else is a kind **no**: point them to the documentation.

## Then

Book a demo for a fit: the next free half hour that suits both, never more than a week away.
Write what you have learnt into the CRM in their words, not ours.
`;

export const tenantSurvey = `# Weekly tenant survey

Every Monday, ask thirty tenants the same three questions, so that weeks can be compared.

1. Is anything in your flat broken right now?
2. Has the house been clean this week? From one to five.
3. What should we change first?

## Whom to ask

Draw thirty at random from those who have agreed. Nobody twice in the same month.

## Rules

- Text first, call after two days without an answer.
- Take the words as they are. Translate only for the summary.
- If somebody reports water, gas or a lift that is stuck: stop, and tell the duty manager at once.

## The result

Answers by building, the change against last week, and the three wishes named most.
`;

export const onCallHandOver = `# On-call hand-over

At 9:00 the next person takes the pager. They should know in three minutes what the last one knows.

## Gather

- Pages of the last 24 hours: when, what, how long until somebody looked.
- What is still open, and what was only patched.
- Changes that go out today.

## Tell

Call the person who takes over. Begin with what could wake them tonight.
Then the open things, then the rest. Leave out what needs nobody.

If they do not pick up, send it as a text and try again after fifteen minutes, twice.

## The result

The summary as it was read, and the time at which it was acknowledged.
`;
