"""Dual-softmax filtering: queries that find no confident match keep their own frame's attention.

With S = s Q K^T, P is softmax over keys times softmax over queries, element by element, and a
query's confidence is the mean of its row of P (DirecT2V, arXiv:2305.14330). The code released with
the paper multiplies softmax(Q K^T) by softmax(K Q^T) untransposed, which pairs unrelated elements;
this is the true dual softmax, as in LoFTR (arXiv:2104.00680).

S is never held whole: its columns are normalised by a running log-sum-exp over chunks of queries,
and a second pass over the same chunks sums the rows.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch

_CHUNK = 1 << 22
"""Elements of S that are held at once; 16 MiB in float32."""


def confidence(
    query: torch.Tensor, key: torch.Tensor, scale: float, mask: torch.Tensor | None
) -> torch.Tensor:
    """How well each query matches the keys; larger is better.

    Args:
        query: [rows, heads, queries, head width].
        key: [rows, heads, keys, head width].
        scale: multiplies the products of queries and keys.
        mask: added to them; broadcasts to [rows, heads, queries, keys].

    Returns:
        Float32 [rows, heads, queries], 0 to 1 / keys.
    """
    result = torch.empty(query.shape[:3], dtype=torch.float32, device=query.device)
    for row in range(query.shape[0]):
        bias = _row(mask, row, query, key)
        columns = _column_log_sums(query[row], key[row], scale, bias)
        for part, scores in _chunks(query[row], key[row], scale, bias):
            rows = scores.logsumexp(dim=-1, keepdim=True)
            product = scores.mul_(2).sub_(rows).sub_(columns).exp_()
            result[row, :, part] = product.mean(dim=-1)
    return result


def filtered_attention(
    query: torch.Tensor,
    mapped: tuple[torch.Tensor, torch.Tensor],
    own: tuple[torch.Tensor, torch.Tensor],
    fraction: float,
    mask: torch.Tensor | None,
) -> torch.Tensor:
    """Attention to mapped keys and values, to the frame's own where confidence is lowest.

    Args:
        query: [rows, heads, queries, head width].
        mapped: keys and values of the frame attended to, each [rows, heads, keys, head width].
        own: the row's own keys and values, of the same shape.
        fraction: the share p of queries, in each head of each row, that keep their own.
        mask: added to the scores; broadcasts to [rows, heads, queries, keys].

    Returns:
        [rows, heads, queries, head width].
    """
    attend = torch.nn.functional.scaled_dot_product_attention
    result = attend(query, *mapped, attn_mask=mask)
    kept = int(fraction * query.shape[2])
    if not kept:
        return result
    scale = query.shape[-1] ** -0.5
    lowest = confidence(query, mapped[0], scale, mask).argsort(dim=-1, stable=True)[..., :kept]
    places = lowest[..., None].expand(-1, -1, -1, query.shape[-1])
    bias = mask
    if mask is not None and mask.shape[-2] > 1:
        whole = mask.expand(*query.shape[:3], mask.shape[-1])
        bias = whole.gather(2, lowest[..., None].expand(-1, -1, -1, mask.shape[-1]))
    return result.scatter(2, places, attend(query.gather(2, places), *own, attn_mask=bias))


def _row(
    mask: torch.Tensor | None, row: int, query: torch.Tensor, key: torch.Tensor
) -> torch.Tensor | None:
    if mask is None:
        return None
    return mask.expand(*query.shape[:3], key.shape[2])[row].float()


def _column_log_sums(
    query: torch.Tensor, key: torch.Tensor, scale: float, bias: torch.Tensor | None
) -> torch.Tensor:
    shape = (key.shape[0], 1, key.shape[1])
    sums = torch.full(shape, -torch.inf, dtype=torch.float32, device=key.device)
    for _, scores in _chunks(query, key, scale, bias):
        sums = torch.logaddexp(sums, scores.logsumexp(dim=1, keepdim=True))
    # A key that every query is barred from has no sum; its products are zero all the same.
    return sums.masked_fill_(sums.isneginf(), 0)


def _chunks(
    query: torch.Tensor, key: torch.Tensor, scale: float, bias: torch.Tensor | None
) -> Iterator[tuple[slice, torch.Tensor]]:
    size = max(1, _CHUNK // (key.shape[0] * key.shape[1]))
    turned = key.float().transpose(1, 2)
    for start in range(0, query.shape[1], size):
        part = slice(start, start + size)
        scores = (query[:, part].float() * scale) @ turned
        yield part, scores if bias is None else scores.add_(bias[:, part])
