"""What a model call costs, by the public price lists."""

from contentflow.config import DEMO_MODEL

OPENAI_URL = "https://api.openai.com/v1"


def price(
    model_name: str, provider_url: str, input_tokens: int | None, output_tokens: int | None
) -> float | None:
    """USD of one call, or None when its price or its tokens are unknown."""
    if model_name == DEMO_MODEL:
        return 0.0  # it runs on this computer
    if input_tokens is None or output_tokens is None:
        return None
    from genai_prices import Usage, calc_price

    usage = Usage(input_tokens=input_tokens, output_tokens=output_tokens)
    try:
        priced = calc_price(usage, model_name, provider_api_url=provider_url or OPENAI_URL)
    except LookupError:
        return None
    return float(priced.total_price)
