/** The instructions of the demo's missions, in Markdown. */

export const roofRepair = `# Roof repair quotes

Get at least three written quotes for the repair described in the input, and recommend one.

## Who to call

- Roofers within 25 miles of the address, with a valid license.
- Prefer those with more than 20 reviews. Skip anyone who asks for a deposit before a visit.
- Never call the same number twice in one day, and never before 9:00 or after 18:00 local time.

## On the phone

1. Say who you are: an assistant calling for the building manager.
2. Describe the damage in one sentence. Answer questions from the input only. Don't guess.
3. Ask for the price, what it includes, the earliest date, and the length of the warranty.
4. Read the numbers back before you hang up.

## What counts as a quote

A quote has a price, a date, and a name. "Around nine thousand" isn't a price. Ask again, politely, once.

## The result

Put every quote into the result payload, in US dollars, and rank them by price and date.
If you got fewer than three, say so and explain why.
`;

export const dentalReminders = `# Appointment reminders

Remind every patient who has an appointment tomorrow, and keep the calendar up to date.

## Before you write

- Get the list from the practice's calendar. Skip anyone who has already confirmed.
- Call patients who prefer calls to texts.

## The message

Keep it under 300 characters. Include the name of the practice, the day, the time, and how to reply:
**YES** to confirm, **MOVE** to reschedule, **NO** to cancel.

Never name the treatment. Someone else may read the message.

## The replies

- *YES*: mark the appointment as confirmed.
- *MOVE*: offer the next three available times within two weeks.
- *NO*: cancel, and offer to call back.
- Anything else: forward it to the front desk, word for word.

Call patients who haven't replied by 17:00, once. Never contact anyone a third time.

## The result

How many patients were reminded, confirmed, rescheduled, and cancelled, and who is left for the front desk.
`;

export const lateDeliveries = `# Late delivery calls

An order is late if the carrier's date is after the promised one. Call before the customer does.

## Order of work

1. Orders that are more than three days late.
2. Orders over 200 euros.
3. The rest, by text.

## What you can offer

| Late by | Offer |
| --- | --- |
| 1-2 days | an apology and the new date |
| 3-5 days | free shipping on the next order |
| more | a refund of the shipping cost, or of the whole order |

Never promise a date that the carrier hasn't confirmed today.

## Tone

Be brief and honest. Say "it's our mistake" once, then explain what happens next.
If someone is angry, let them finish, and offer to connect them with a person.

## The result

For every order: whether you reached the customer, what you offered, and what they accepted.
`;

export const inboundLeads = `# Qualify inbound leads

Someone just asked us to call. Call within ten minutes, while they still remember why.

## Find out

- What they want to build, in their own words.
- How many calls or messages a month. A rough number is fine.
- Who decides, and when.

Ask one question at a time. If they prefer to write, send the three questions by text.

## Decide

A lead is **qualified** with at least 5,000 calls a month, or a date within the quarter.
It's a **later** with a plan but no date. Politely decline everything else, and point to the documentation.

## Next steps

Book a demo for qualified leads: the next half hour that works for both, within a week.
Add what you found out to the CRM, in their words.
`;

export const tenantSurvey = `# Weekly tenant survey

Every Monday, ask thirty tenants the same three questions, so that weeks can be compared.

1. Is anything in your apartment broken right now?
2. How clean was the building this week, from one to five?
3. What should we improve first?

## Who to ask

Select thirty tenants at random from those who agreed to surveys. Never ask anyone twice in a month.

## Rules

- Text first. Call if there's no answer after two days.
- Record answers word for word. Translate only for the summary.
- If someone reports a water leak, a gas leak, or a stuck elevator, stop and call the property manager.

## The result

Answers by building, the change since last week, and the three most requested improvements.
`;

export const onCallHandoff = `# On-call handoff

At 9:00 the next person takes over. In three minutes, they should know what the last one knows.

## Gather

- Pages of the last 24 hours: when, what, and how long until someone responded.
- What is still open, and what has only a temporary fix.
- Releases planned for today.

## Call

Call the next person. Start with what could page them tonight.
Then mention open issues, then the rest. Skip what needs no action.

If they don't answer, send the summary as a text and call again after fifteen minutes, twice.

## The result

The summary as you read it, and the time when it was acknowledged.
`;
