/** One line of an agent's work: words, a remark with data, or a call of a tool with what came of it. */
export type Work =
  | string
  | { readonly note: string; readonly payload: Record<string, unknown> }
  | {
      readonly tool: string;
      readonly call: string;
      readonly with: Record<string, unknown>;
      readonly result: string;
      readonly gives: Record<string, unknown>;
      /** What goes wrong the first time, now and then. */
      readonly fails?: string;
    };

export type ScenarioStep = {
  readonly id: string;
  readonly description: string;
  readonly work: readonly Work[];
  readonly steps?: readonly ScenarioStep[];
};

export type Scenario = {
  readonly missionId: string;
  readonly name: string;
  readonly description: string;
  readonly model: string;
  readonly executionMode: 'external' | 'managed';
  readonly metadata: Record<string, unknown>;
  readonly instructions: string;
  readonly agentId: string;
  /** Assistants that are linked to each run. */
  readonly links: readonly string[];
  readonly input: Record<string, unknown>;
  readonly steps: readonly ScenarioStep[];
  readonly result: { readonly summary: string; readonly payload: Record<string, unknown> };
  /** Why it fails when it fails. */
  readonly reason: string;
};

const step = (id: string, description: string, ...work: Work[]): ScenarioStep => ({ id, description, work });
const group = (id: string, description: string, ...steps: ScenarioStep[]): ScenarioStep => ({
  id,
  description,
  work: [],
  steps,
});

function phone(to: string, who: string, outcome: string, gives: Record<string, unknown>): Work {
  return {
    tool: 'place_call',
    call: `Calling ${who}`,
    with: { phone: to, assistant_id: 'assistant-voice-quotes' },
    result: outcome,
    gives: { call_status: 'completed', ...gives },
    fails: `${who} did not pick up`,
  };
}

function lookUp(call: string, result: string, gives: Record<string, unknown>): Work {
  return { tool: 'search', call, with: { query: call }, result, gives };
}

function text(to: string, who: string, body: string, reply: string): Work {
  return {
    tool: 'send_message',
    call: `Texting ${who}`,
    with: { phone: to, assistant_id: 'assistant-sms-reminders', body },
    result: reply,
    gives: { status: 'delivered', reply },
  };
}

const contractor = (n: number, name: string, quote: number): ScenarioStep =>
  step(
    `call_${n}`,
    `Call ${name}`,
    phone(`+1312555010${n}`, name, `${name} quotes $${quote}`, {
      quote,
      currency: 'USD',
      available_from: `2026-12-0${n}`,
    }),
    { note: `Quote of ${name} noted`, payload: { quote, vendor: name, scheduled_event_id: `sched_${n}` } },
  );

export const scenarios: readonly Scenario[] = [
  {
    missionId: '5b1f0c1e-0001-4000-a000-000000000001',
    name: 'Roof repair quotes',
    description: 'Finds roofers nearby, calls them for quotes and ranks the offers.',
    model: 'anthropic/claude-sonnet-4',
    executionMode: 'external',
    metadata: { team: 'facilities', budget_usd: 9000 },
    instructions: `# Roof repair quotes

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
`,
    agentId: 'quotes-agent',
    links: ['assistant-voice-quotes'],
    input: { address: '1420 W Fulton St, Chicago', damage: 'Leak above the stairwell, about 3 square metres' },
    steps: [
      step(
        'research',
        'Find licensed roofers nearby',
        lookUp('Roofers near 1420 W Fulton St', '14 companies found', { found: 14 }),
        lookUp('Licences of 14 companies', '9 licences are valid', { valid: 9 }),
        'Nine are left; the four with the best reviews come first',
      ),
      step('setup', 'Prepare the call script', 'Writing the questions down', {
        note: 'Voice assistant is ready',
        payload: { assistant_id: 'assistant-voice-quotes', scheduled_event_id: 'sched_0' },
      }),
      group(
        'calls',
        'Call four roofers for quotes',
        contractor(1, 'Lakeview Roofing', 8450),
        contractor(2, 'Halsted & Sons', 7900),
        contractor(3, 'Prairie Roof Works', 9120),
        contractor(4, 'Skyline Exteriors', 8100),
      ),
      step('analyze', 'Compare the offers', 'Comparing price, date and warranty', {
        note: 'Halsted & Sons are cheapest and first',
        payload: { best: 'Halsted & Sons', quote: 7900 },
      }),
      step('report', 'Write the recommendation', 'Writing the summary for the building manager'),
    ],
    result: {
      summary:
        'Four quotes, from $7,900 to $9,120. Halsted & Sons are cheapest, can start on December 2 and give ten years of warranty.',
      payload: {
        quotes: {
          'Halsted & Sons': 7900,
          'Skyline Exteriors': 8100,
          'Lakeview Roofing': 8450,
          'Prairie Roof Works': 9120,
        },
      },
    },
    reason: 'Only one of four companies picked up the phone',
  },
  {
    missionId: '5b1f0c1e-0002-4000-a000-000000000002',
    name: 'Dental appointment reminders',
    description: 'Reminds tomorrow’s patients by text and moves appointments of those who cannot come.',
    model: 'openai/gpt-4o',
    executionMode: 'managed',
    metadata: { practice: 'Riverside Dental', language: 'en' },
    instructions: `# Appointment reminders

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
`,
    agentId: 'reminder-agent',
    links: ['assistant-sms-reminders', 'assistant-voice-frontdesk'],
    input: { day: '2026-11-25', practice: 'Riverside Dental' },
    steps: [
      step(
        'calendar',
        'Read tomorrow’s calendar',
        lookUp('Appointments of tomorrow', '18 appointments, 6 confirmed', { open: 12 }),
      ),
      group(
        'texts',
        'Text the patients',
        step(
          'text_am',
          'Morning appointments',
          text('+13125550121', 'six patients of the morning', 'See you tomorrow', 'Four confirmed'),
          'Two have not answered yet',
        ),
        step(
          'text_pm',
          'Afternoon appointments',
          text(
            '+13125550127',
            'six patients of the afternoon',
            'See you tomorrow',
            'Three confirmed, one wants to move',
          ),
        ),
      ),
      step(
        'move',
        'Move appointments',
        lookUp('Free times within two weeks', 'Three times offered', { offered: 3 }),
        'The patient took Thursday, 10:30',
      ),
      step(
        'calls',
        'Call who has not answered',
        phone('+13125550131', 'a patient', 'Confirmed by phone', { confirmed: true }),
      ),
      step('close', 'Tell the front desk', 'Sending the list to the front desk'),
    ],
    result: {
      summary: '12 patients reminded: 9 confirmed, 1 moved, 2 left for the front desk.',
      payload: { confirmed: 9, moved: 1, open: 2 },
    },
    reason: 'The calendar refused the connection three times',
  },
  {
    missionId: '5b1f0c1e-0003-4000-a000-000000000003',
    name: 'Late delivery call-outs',
    description: 'Tells customers before they have to ask that an order is late, and offers what helps.',
    model: 'anthropic/claude-sonnet-4',
    executionMode: 'external',
    metadata: { region: 'EU', priority: 'high' },
    instructions: `# Late delivery call-outs

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
`,
    agentId: 'delivery-agent',
    links: ['assistant-voice-delivery'],
    input: { carrier: 'ParcelOne', since: '2026-11-20' },
    steps: [
      step('orders', 'Find late orders', lookUp('Orders past their promised date', '23 orders are late', { late: 23 })),
      step(
        'carrier',
        'Ask the carrier for new dates',
        lookUp('Tracking of 23 parcels', '21 dates confirmed', { confirmed: 21 }),
        'Two parcels are lost',
      ),
      group(
        'customers',
        'Tell the customers',
        step(
          'worst',
          'More than three days late',
          phone('+493055501', 'Ms Adler', 'Takes the refund of the shipping', { offer: 'shipping' }),
          phone('+493055502', 'Mr Okafor', 'Wants the order back', { offer: 'refund' }),
        ),
        step(
          'valuable',
          'Orders above 200 euros',
          phone('+493055503', 'Ms Lindqvist', 'Is fine with Friday', { offer: 'date' }),
        ),
        step(
          'rest',
          'Everybody else',
          text('+493055504', '19 customers', 'Your parcel is late', '19 delivered, 3 replies'),
        ),
      ),
      step('refunds', 'Order the refunds', { note: 'Two refunds ordered', payload: { refunds: 2, amount_eur: 241.5 } }),
    ],
    result: {
      summary: '23 customers told: 21 have a new date, 2 get their money back.',
      payload: { told: 23, refunds: 2 },
    },
    reason: 'The carrier’s tracking answered with an error for every parcel',
  },
  {
    missionId: '5b1f0c1e-0004-4000-a000-000000000004',
    name: 'Qualify inbound leads',
    description: 'Calls back who has filled in the form within ten minutes and books a demo where it fits.',
    model: 'openai/gpt-4o',
    executionMode: 'managed',
    metadata: { crm: 'north-star', owner: 'sales-eu' },
    instructions: `# Qualify inbound leads

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
`,
    agentId: 'lead-agent',
    links: ['assistant-voice-sales'],
    input: { lead_id: 'L-20931', source: 'pricing page' },
    steps: [
      step('lead', 'Read the form', lookUp('Lead L-20931', 'A support team of 40 in Rotterdam', { company_size: 40 })),
      step(
        'call',
        'Call back',
        phone('+31105550140', 'the lead', 'About 12,000 calls a month, decision in December', { volume: 12000 }),
        'A fit: volume and date',
      ),
      step(
        'demo',
        'Book a demo',
        lookUp('Free half hours this week', 'Thursday 15:00 suits both', { slot: 'Thu 15:00' }),
        { note: 'Invitation sent', payload: { scheduled_event_id: 'sched_demo' } },
      ),
      step('crm', 'Write it into the CRM', {
        note: 'Lead updated',
        payload: { lead_id: 'L-20931', stage: 'demo booked' },
      }),
    ],
    result: {
      summary: 'A fit: 12,000 calls a month, decision in December. Demo on Thursday at 15:00.',
      payload: { fit: true, volume: 12000 },
    },
    reason: 'The number on the form is not in service',
  },
  {
    missionId: '5b1f0c1e-0005-4000-a000-000000000005',
    name: 'Weekly tenant survey',
    description: 'Asks a sample of tenants three questions and reports what has changed since last week.',
    model: 'meta-llama/Llama-3.3-70B-Instruct',
    executionMode: 'external',
    metadata: { buildings: 12 },
    instructions: `# Weekly tenant survey

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
`,
    agentId: 'survey-agent',
    links: ['assistant-sms-survey'],
    input: { week: 48 },
    steps: [
      step('sample', 'Draw the sample', lookUp('Tenants who have agreed', '30 of 412 drawn', { drawn: 30 })),
      group(
        'ask',
        'Ask the tenants',
        step('texts', 'By text', text('+13125550150', '30 tenants', 'Three short questions', '22 answers')),
        step('phone', 'By phone', phone('+13125550151', 'eight tenants', 'Five more answers', { answers: 5 })),
      ),
      step('sum', 'Count the answers', {
        note: 'Cleanliness 4.1, up from 3.8',
        payload: { cleanliness: 4.1, before: 3.8 },
      }),
      step('report', 'Write the report', 'Writing the report of week 48'),
    ],
    result: {
      summary: '27 of 30 answered. Cleanliness 4.1 (3.8 last week). The wish named most: bicycle stands.',
      payload: { answers: 27, cleanliness: 4.1 },
    },
    reason: 'The list of tenants could not be read',
  },
  {
    missionId: '5b1f0c1e-0006-4000-a000-000000000006',
    name: 'On-call hand-over summary',
    description: 'Gathers what happened on call and reads it to whoever takes over.',
    model: 'anthropic/claude-sonnet-4',
    executionMode: 'managed',
    metadata: { rota: 'platform' },
    instructions: `# On-call hand-over

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
`,
    agentId: 'handover-agent',
    links: [],
    input: { rota: 'platform' },
    steps: [
      step('pages', 'Gather the pages', lookUp('Pages of the last 24 hours', '3 pages', { pages: 3 })),
      step(
        'tell',
        'Call the next person',
        phone('+13125550160', 'the next person on call', 'Acknowledged at 9:04', { acknowledged: '09:04' }),
      ),
    ],
    result: { summary: 'Three pages, one still open. Acknowledged at 9:04.', payload: { pages: 3, open: 1 } },
    reason: 'Nobody picked up',
  },
];
