"""Chat templates in the manner of four families, cut down to what concerns tools."""

from __future__ import annotations

_TURN = "<|im_start|>{{ m.role }}\n"
_END = "<|im_end|>\n"
_ANSWER = "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"

HERMES = (
    "{% if tools %}<|im_start|>system\n{% for t in tools %}{{ t | tojson }}\n{% endfor %}"
    "<|im_end|>\n{% endif %}"
    "{% for m in messages %}"
    "{% if m.role == 'tool' %}<|im_start|>user\n<tool_response>\n{{ m.content }}\n"
    "</tool_response><|im_end|>\n"
    "{% else %}" + _TURN + "{{ m.content }}"
    "{% for c in m.tool_calls or [] %}{{ '\\n' if not loop.first or m.content }}"
    '<tool_call>\n{"name": "{{ c.function.name }}", "arguments": '
    "{{ c.function.arguments | tojson }}}\n</tool_call>{% endfor %}"
    + _END
    + "{% endif %}{% endfor %}"
    + _ANSWER
)
"""Tags around JSON, several calls: Hermes 2 Pro, Qwen 2.5 and 3."""

LLAMA = (
    "{% for m in messages %}"
    "{% if m.tool_calls %}{% if m.tool_calls | length != 1 %}"
    "{{ raise_exception('one call at a time') }}{% endif %}" + _TURN + '{"name": '
    '"{{ m.tool_calls[0].function.name }}", "parameters": '
    "{{ m.tool_calls[0].function.arguments | tojson }}}" + _END + "{% elif m.role == 'tool' %}"
    "<|im_start|>ipython\n{{ m.content | tojson }}"
    + _END
    + "{% else %}"
    + _TURN
    + "{{ m.content }}"
    "{% if tools and loop.first %}{% for t in tools %}\n{{ t | tojson }}{% endfor %}{% endif %}"
    + _END
    + "{% endif %}{% endfor %}"
    + _ANSWER
)
"""Bare JSON with "parameters", one call: Llama 3.1 and 3.2."""

MISTRAL = (
    "{% for m in messages %}"
    "{% if m.role == 'system' %}{{ raise_exception('no system message here') }}"
    "{% elif m.tool_calls %}[TOOL_CALLS] [{% for c in m.tool_calls %}"
    '{"name": "{{ c.function.name }}", "arguments": {{ c.function.arguments | tojson }}, '
    '"id": "{{ c.id }}"}{% if not loop.last %}, {% endif %}{% endfor %}]'
    + _END
    + "{% elif m.role == 'tool' %}[TOOL_RESULTS] {{ m.content }}"
    "{% elif m.role == 'user' %}{% if tools %}[AVAILABLE_TOOLS] {{ tools | tojson }}{% endif %}"
    "[INST] {{ m.content }} [/INST]{% else %}{{ m.content }}" + _END + "{% endif %}{% endfor %}"
)
"""A list of calls, whose end is chosen behind each; no system message: Mistral 7B v0.3."""

XML = (
    "{% if tools %}{{ tools | tojson }}{% endif %}{% for m in messages %}"
    + _TURN
    + "{{ m.content }}"
    "{% for c in m.tool_calls or [] %}<function={{ c.function.name }}>"
    "{% for k, v in c.function.arguments.items() %}<parameter={{ k }}>{{ v }}</parameter>"
    "{% endfor %}</function>{% endfor %}" + _END + "{% endfor %}" + _ANSWER
)
"""Arguments that are no JSON: Qwen 3 Coder."""
